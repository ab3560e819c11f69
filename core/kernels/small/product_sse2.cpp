#include <emmintrin.h>

#include "core/kernels/dispatch.hpp"
#include "core/kernels/small/product.hpp"

namespace dlflow::kernels::small {
namespace {

using Vector = __m128;
using Mask = std::size_t;  // how many of the lanes are used: this set has no masked loads
constexpr std::size_t kWidth = 4;
constexpr std::size_t kWideRows = 4;  // 8 of 16 registers

inline Mask mask_of(std::size_t count) { return count >= kWidth ? kWidth : count; }
inline Vector load(const float* p, Mask mask) {
  if (mask == kWidth) return _mm_loadu_ps(p);
  return _mm_setr_ps(p[0], mask > 1 ? p[1] : 0, mask > 2 ? p[2] : 0, 0);
}
inline void store(float* p, Mask mask, Vector v) {
  if (mask == kWidth) return _mm_storeu_ps(p, v);
  float lanes[kWidth];
  _mm_storeu_ps(lanes, v);
  for (std::size_t i = 0; i < mask; ++i) p[i] = lanes[i];
}
inline Vector broadcast(float v) { return _mm_set1_ps(v); }
inline Vector multiply_add(Vector a, Vector b, Vector c) { return _mm_add_ps(_mm_mul_ps(a, b), c); }

#include "core/kernels/small/tiles.inc"

}  // namespace

void product_sse2(std::size_t rows, std::size_t columns, std::size_t depth, Strided a,
                  const float* b, const float* bias, float* c) {
  product(rows, columns, depth, a, b, bias, c);
}

void panel_product_sse2(std::size_t rows, std::size_t columns, std::size_t depth,
                        std::size_t a_stride, const float* a, const float* panels, float* c) {
  panel_product(rows, columns, depth, a_stride, a, panels, c);
}

Set best_set() {
  if (vector_bytes() == 64) return {product_avx512, panel_product_avx512, 32};
  if (vector_bytes() == 32) return {product_avx2, panel_product_avx2, 16};
  return {product_sse2, panel_product_sse2, 8};
}

}  // namespace dlflow::kernels::small
