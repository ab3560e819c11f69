#include "core/kernels/recurrent/packed.hpp"

#include <algorithm>

#include "core/kernels/small/product.hpp"

namespace dlflow::kernels::recurrent {
namespace {

const small::Set& set() {
  static const small::Set kSet = small::best_set();
  return kSet;
}

}  // namespace

template <>
std::size_t Packing<float>::size() const {
  const std::size_t panel = set().panel;
  return (columns + panel - 1) / panel * panel * depth;
}

template <>
void Packing<float>::pack(const float* values, std::size_t row_stride, std::size_t column_stride,
                          float* packed) const {
  const std::size_t panel = set().panel;
  for (std::size_t j = 0; j < columns; j += panel) {
    const std::size_t width = std::min(panel, columns - j);
    for (std::size_t k = 0; k < depth; ++k, packed += panel) {
      const float* row = values + k * row_stride + j * column_stride;
      for (std::size_t i = 0; i < width; ++i) packed[i] = row[i * column_stride];
      std::fill(packed + width, packed + panel, 0.0F);
    }
  }
}

template <>
void Packing<float>::multiply(std::size_t rows, std::size_t a_stride, const float* a,
                              const float* packed, float* c) const {
  set().panel_product(rows, columns, depth, a_stride, a, packed, c);
}

template <>
std::size_t Packing<double>::size() const {
  return depth * columns;
}

template <>
void Packing<double>::pack(const double* values, std::size_t row_stride, std::size_t column_stride,
                           double* packed) const {
  for (std::size_t k = 0; k < depth; ++k)
    for (std::size_t j = 0; j < columns; ++j)
      packed[k * columns + j] = values[k * row_stride + j * column_stride];
}

template <>
void Packing<double>::multiply(std::size_t rows, std::size_t a_stride, const double* a,
                               const double* packed, double* c) const {
  for (std::size_t n = 0; n < rows; ++n)
    for (std::size_t j = 0; j < columns; ++j) {
      double sum = 0;
      for (std::size_t k = 0; k < depth; ++k) sum += a[n * a_stride + k] * packed[k * columns + j];
      c[n * columns + j] = sum;
    }
}

}  // namespace dlflow::kernels::recurrent
