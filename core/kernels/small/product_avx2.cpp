#include <immintrin.h>

#include "core/kernels/small/product.hpp"

// Taken back at the end: what is compiled behind this source must run on every processor.
#pragma GCC push_options
#pragma GCC target("avx2,fma")

namespace dlflow::kernels::small {
namespace avx2 {
namespace {

using Vector = __m256;
using Mask = __m256i;
constexpr std::size_t kWidth = 8;
constexpr std::size_t kWideRows = 4;  // 8 of 16 registers

inline Mask mask_of(std::size_t count) {
  const int active = count >= kWidth ? static_cast<int>(kWidth) : static_cast<int>(count);
  return _mm256_cmpgt_epi32(_mm256_set1_epi32(active), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}
inline Vector load(const float* p, Mask mask) { return _mm256_maskload_ps(p, mask); }
inline void store(float* p, Mask mask, Vector v) { _mm256_maskstore_ps(p, mask, v); }
inline Vector broadcast(float v) { return _mm256_set1_ps(v); }
inline Vector multiply_add(Vector a, Vector b, Vector c) { return _mm256_fmadd_ps(a, b, c); }

#include "core/kernels/small/tiles.inc"

}  // namespace
}  // namespace avx2

void product_avx2(std::size_t rows, std::size_t columns, std::size_t depth, Strided a,
                  const float* b, const float* bias, float* c) {
  avx2::product(rows, columns, depth, a, b, bias, c);
}

void panel_product_avx2(std::size_t rows, std::size_t columns, std::size_t depth,
                        std::size_t a_stride, const float* a, const float* panels, float* c) {
  avx2::panel_product(rows, columns, depth, a_stride, a, panels, c);
}

}  // namespace dlflow::kernels::small

#pragma GCC pop_options
