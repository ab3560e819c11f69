#include <immintrin.h>

#include "core/kernels/small/product.hpp"

// Taken back at the end: what is compiled behind this source must run on every processor.
#pragma GCC push_options
#pragma GCC target("avx512f,avx512vl,avx512bw,avx512dq,fma,avx2")

namespace dlflow::kernels::small {
namespace avx512 {
namespace {

using Vector = __m512;
using Mask = __mmask16;
constexpr std::size_t kWidth = 16;
constexpr std::size_t kWideRows = 8;  // 16 of 32 registers

inline Mask mask_of(std::size_t count) {
  return static_cast<Mask>(count >= kWidth ? 0xFFFFU : (1U << count) - 1U);
}
inline Vector load(const float* p, Mask mask) { return _mm512_maskz_loadu_ps(mask, p); }
inline void store(float* p, Mask mask, Vector v) { _mm512_mask_storeu_ps(p, mask, v); }
inline Vector broadcast(float v) { return _mm512_set1_ps(v); }
inline Vector multiply_add(Vector a, Vector b, Vector c) { return _mm512_fmadd_ps(a, b, c); }

#include "core/kernels/small/tiles.inc"

}  // namespace
}  // namespace avx512

void product_avx512(std::size_t rows, std::size_t columns, std::size_t depth, Strided a,
                    const float* b, const float* bias, float* c) {
  avx512::product(rows, columns, depth, a, b, bias, c);
}

void panel_product_avx512(std::size_t rows, std::size_t columns, std::size_t depth,
                          std::size_t a_stride, const float* a, const float* panels, float* c) {
  avx512::panel_product(rows, columns, depth, a_stride, a, panels, c);
}

}  // namespace dlflow::kernels::small

#pragma GCC pop_options
