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

/// c (rows, columns) = a b, overwritten, for a matrix b that is read again and again: it lies in
/// panels of Set::panel columns, in each its `depth` rows one behind the other, the last panel
/// filled up with zeros. Rows of a are a_stride values apart, those of c have no gaps.
using PanelProduct = void (*)(std::size_t rows, std::size_t columns, std::size_t depth,
                              std::size_t a_stride, const float* a, const float* panels, float* c);

void panel_product_sse2(std::size_t rows, std::size_t columns, std::size_t depth,
                        std::size_t a_stride, const float* a, const float* panels, float* c);
void panel_product_avx2(std::size_t rows, std::size_t columns, std::size_t depth,
                        std::size_t a_stride, const float* a, const float* panels, float* c);
void panel_product_avx512(std::size_t rows, std::size_t columns, std::size_t depth,
                          std::size_t a_stride, const float* a, const float* panels, float* c);

/// The products of one instruction set, and the columns of its panels.
struct Set {
  Product product;
  PanelProduct panel_product;
  std::size_t panel;
};
/// The widest set this processor runs.
Set best_set();

}  // namespace dlflow::kernels::small
