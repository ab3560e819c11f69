#pragma once

#include <cstdint>
#include <span>

#include "core/train/trainer.hpp"

namespace dlflow::train {

/// Where the rows of one batch are written. `rows` is the capacity.
struct Batch {
  float* x = nullptr;             ///< (rows, stride)
  std::size_t stride = 0;         ///< values between two rows of x, at least the floats of a row
  std::int32_t* codes = nullptr;  ///< (code columns, rows)
  std::size_t rows = 0;
  std::int32_t* labels = nullptr;  ///< each of the three null when not wanted
  float* values = nullptr;
  float* weights = nullptr;
};

/// What feeds the trainer: the rows of a table today, windows or images another day.
class BatchSource {
 public:
  virtual ~BatchSource() = default;
  virtual std::size_t rows() const = 0;
  /// Writes the rows `ids`, in that order, as they are in this epoch. Must not allocate.
  virtual void gather(std::span<const std::uint32_t> ids, int epoch, const Batch& out) const = 0;
};

/// Rows of a block of floats and code columns. What it views must outlive it.
class TableSource final : public BatchSource {
 public:
  TableSource(const Input& x, const Truth& y) : x_(x), y_(y) {}
  std::size_t rows() const override { return x_.rows; }
  void gather(std::span<const std::uint32_t> ids, int epoch, const Batch& out) const override;

 private:
  const Input& x_;
  const Truth& y_;
};

}  // namespace dlflow::train
