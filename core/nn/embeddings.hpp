#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/base/random.hpp"
#include "core/tensor/parameter.hpp"

namespace dlflow::nn {

/// A learnt vector for each code of each code column. The vectors stand behind the floats of a
/// row: x (N, width()) = [floats, table_0[code_0], table_1[code_1], ...].
class Embeddings {
 public:
  /// The vectors of column c have min(50, round(1.6 * cardinalities[c]^0.56)) values, at least 1.
  /// Source of the rule: Howard and Gugger, fastai (2020).
  Embeddings(std::size_t floats, const std::vector<int>& cardinalities);

  std::size_t floats() const { return floats_; }
  std::size_t columns() const { return tables_.size(); }
  /// Values of one row after the vectors are in place.
  std::size_t width() const { return width_; }
  /// One a code column, of shape (cardinality, vector width), named by its index.
  const std::vector<Parameter>& parameters() const { return tables_; }
  std::size_t block() const { return block_; }

  /// Uniform in [-0.05, 0.05), as in Keras.
  void initialize(RandomKey key, float* weights) const;

  /// codes (columns, stride): writes the vectors behind the floats that x (rows, width) holds.
  template <class T>
  void forward(std::size_t rows, const std::int32_t* codes, std::size_t stride, const T* weights,
               T* x) const;
  /// Overwrites the gradients of all tables from dx (rows, width); sums in row order.
  template <class T>
  void backward(std::size_t rows, const std::int32_t* codes, std::size_t stride, const T* dx,
                T* gradients) const;

 private:
  std::size_t floats_, width_ = 0, block_ = 0;
  std::vector<Parameter> tables_;
};

}  // namespace dlflow::nn
