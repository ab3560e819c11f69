#include "core/nn/embeddings.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/nn/initializer.hpp"
#include "core/tensor/arena.hpp"

namespace dlflow::nn {
namespace {

std::size_t vector_width(int cardinality) {
  const double rule = std::round(1.6 * std::pow(static_cast<double>(cardinality), 0.56));
  return static_cast<std::size_t>(std::clamp(rule, 1.0, 50.0));
}

}  // namespace

Embeddings::Embeddings(std::size_t floats, const std::vector<int>& cardinalities)
    : floats_(floats), width_(floats) {
  for (const int cardinality : cardinalities) {
    DLFLOW_REQUIRE(cardinality > 0, "a code column has at least one code");
    const std::size_t width = vector_width(cardinality);
    tables_.push_back(
        {std::to_string(tables_.size()), {static_cast<std::size_t>(cardinality), width}, block_});
    block_ += aligned_count<float>(static_cast<std::size_t>(cardinality) * width);
    width_ += width;
  }
}

void Embeddings::initialize(RandomKey key, float* weights) const {
  for (const Parameter& table : tables_)
    fill_uniform(0.05, key.with(table.name), {weights + table.offset, count(table.shape)});
}

template <class T>
void Embeddings::forward(std::size_t rows, const std::int32_t* codes, std::size_t stride,
                         const T* weights, T* x) const {
  std::size_t place = floats_;
  for (std::size_t c = 0; c < tables_.size(); ++c) {
    const std::size_t width = tables_[c].shape[1];
    for (std::size_t n = 0; n < rows; ++n)
      std::copy_n(
          weights + tables_[c].offset + static_cast<std::size_t>(codes[c * stride + n]) * width,
          width, x + n * width_ + place);
    place += width;
  }
}

template <class T>
void Embeddings::backward(std::size_t rows, const std::int32_t* codes, std::size_t stride,
                          const T* dx, T* gradients) const {
  std::fill_n(gradients, block_, T{});
  std::size_t place = floats_;
  for (std::size_t c = 0; c < tables_.size(); ++c) {
    const std::size_t width = tables_[c].shape[1];
    for (std::size_t n = 0; n < rows; ++n) {
      T* row =
          gradients + tables_[c].offset + static_cast<std::size_t>(codes[c * stride + n]) * width;
      for (std::size_t j = 0; j < width; ++j) row[j] += dx[n * width_ + place + j];
    }
    place += width;
  }
}

template void Embeddings::forward(std::size_t, const std::int32_t*, std::size_t, const float*,
                                  float*) const;
template void Embeddings::forward(std::size_t, const std::int32_t*, std::size_t, const double*,
                                  double*) const;
template void Embeddings::backward(std::size_t, const std::int32_t*, std::size_t, const float*,
                                   float*) const;
template void Embeddings::backward(std::size_t, const std::int32_t*, std::size_t, const double*,
                                   double*) const;

}  // namespace dlflow::nn
