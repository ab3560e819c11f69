#pragma once

#include <cstdint>
#include <span>

#include "core/nn/network.hpp"
#include "core/train/trainer.hpp"

namespace dlflow::train {

/// Where the rows of one batch are written. `rows` is the capacity.
struct Batch {
  float* x = nullptr;             ///< (rows, stride): the floats of the table part
  std::size_t stride = 0;         ///< values between two rows of x, at least the floats of a row
  std::int32_t* codes = nullptr;  ///< (code columns, rows)
  float* sequence = nullptr;      ///< (rows, steps, channels), zeros behind the real steps
  std::size_t step_count = 0;     ///< T
  std::int32_t* steps = nullptr;  ///< (rows): real steps, at least 1
  float* image = nullptr;         ///< (rows, H, W, C)
  std::size_t rows = 0;
  std::int32_t* labels = nullptr;  ///< each of these null when not wanted
  float* values = nullptr;
  float* weights = nullptr;
  /// Of mixed images: the truth of the image mixed in, and the share of the first.
  std::int32_t* second_labels = nullptr;
  float* second_values = nullptr;
  float* shares = nullptr;
};

/// Where a workspace wants its rows.
Batch batch_of(const nn::Network& network, nn::Workspace<float>& workspace);

/// What feeds the trainer.
class BatchSource {
 public:
  virtual ~BatchSource() = default;
  virtual std::size_t rows() const = 0;
  /// Writes the rows `ids`, in that order, as they are in this epoch; 0: as they are, without
  /// augmentation. Must not allocate.
  virtual void gather(std::span<const std::uint32_t> ids, int epoch, const Batch& out) const = 0;
  /// Whether a batch of an epoch takes so long to gather that a thread of its own pays.
  virtual bool is_slow() const { return false; }
  /// Whether rows of an epoch are mixed in pairs: then `second_...` and `shares` are written.
  virtual bool mixes() const { return false; }
};

/// Rows of floats and code columns, of sequences and of images, all in memory. What it views must
/// outlive it.
class MemorySource final : public BatchSource {
 public:
  /// `key` names the random numbers of augmentation.
  MemorySource(const Input& x, const Truth& y, RandomKey key);
  std::size_t rows() const override { return x_.rows; }
  void gather(std::span<const std::uint32_t> ids, int epoch, const Batch& out) const override;
  bool is_slow() const override { return x_.images && !x_.images->augmentation.is_none(); }
  bool mixes() const override { return x_.images && x_.images->augmentation.mixes(); }

 private:
  void gather_table(std::span<const std::uint32_t> ids, const Batch& out) const;
  void gather_sequences(std::span<const std::uint32_t> ids, const Batch& out) const;
  void gather_images(std::span<const std::uint32_t> ids, int epoch, const Batch& out) const;
  void mix_images(std::span<const std::uint32_t> ids, int epoch, const Batch& out) const;

  const Input& x_;
  const Truth& y_;
  RandomKey key_;
  mutable AlignedVector<float> scratch_;  ///< of two images; a source serves one thread
};

}  // namespace dlflow::train
