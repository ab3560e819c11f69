#pragma once

#include <cstddef>

namespace dlflow::kernels::small {

/// A left operand read with any strides, so that a transpose costs nothing:
/// a(m, k) = values[m * row_stride + k * column_stride].
struct Strided {
  const float* values;
  std::size_t row_stride, column_stride;
};

/// c (rows, columns) = a b + bias, overwritten; b (depth, columns) and c row-major without gaps,
/// bias (columns) or null. Every element sums over the depth in order.
using Product = void (*)(std::size_t rows, std::size_t columns, std::size_t depth, Strided a,
                         const float* b, const float* bias, float* c);

void product_sse2(std::size_t rows, std::size_t columns, std::size_t depth, Strided a,
                  const float* b, const float* bias, float* c);
void product_avx2(std::size_t rows, std::size_t columns, std::size_t depth, Strided a,
                  const float* b, const float* bias, float* c);
void product_avx512(std::size_t rows, std::size_t columns, std::size_t depth, Strided a,
                    const float* b, const float* bias, float* c);

/// The widest of them this processor runs.
Product best_product();

}  // namespace dlflow::kernels::small
