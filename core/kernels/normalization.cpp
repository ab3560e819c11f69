#include "core/kernels/normalization.hpp"

#include <algorithm>
#include <type_traits>

#include "core/kernels/dispatch.hpp"

namespace dlflow::kernels {
namespace {

/// Channels that are summed together, and rows of them at once: enough independent sums to hide the
/// latency of one.
constexpr std::size_t kLanes = 16, kChains = 4;

#define DLFLOW_INLINE inline __attribute__((always_inline))

/// The sum over spatial of term(index) for `width` channels from c on, by four chains of sums.
template <class T, class Term>
DLFLOW_INLINE void sum_channels(std::size_t spatial, std::size_t channels, std::size_t c,
                                std::size_t width, const Term& term, T* out) {
  T sums[kChains][kLanes] = {};
  if (width == kLanes) {
    std::size_t s = 0;
    for (; s + kChains <= spatial; s += kChains)
      for (std::size_t k = 0; k < kChains; ++k)
        for (std::size_t i = 0; i < kLanes; ++i)
          sums[k][i] += term((s + k) * channels + c + i, c + i);
    for (; s < spatial; ++s)
      for (std::size_t i = 0; i < kLanes; ++i) sums[0][i] += term(s * channels + c + i, c + i);
  } else {
    for (std::size_t s = 0; s < spatial; ++s)
      for (std::size_t i = 0; i < width; ++i)
        sums[s % kChains][i] += term(s * channels + c + i, c + i);
  }
  for (std::size_t i = 0; i < width; ++i)
    out[i] = (sums[0][i] + sums[1][i]) + (sums[2][i] + sums[3][i]);
}

template <class T>
DLFLOW_INLINE void moments(std::size_t spatial, std::size_t channels, const T* __restrict x,
                           T* __restrict mean, T* __restrict m2) {
  const T share = T{1} / static_cast<T>(spatial);
  for (std::size_t c = 0; c < channels; c += kLanes) {
    const std::size_t width = std::min(kLanes, channels - c);
    sum_channels<T>(
        spatial, channels, c, width, [&](std::size_t at, std::size_t) { return x[at]; }, mean + c);
    for (std::size_t i = 0; i < width; ++i) mean[c + i] *= share;
    sum_channels<T>(
        spatial, channels, c, width,
        [&](std::size_t at, std::size_t i) { return (x[at] - mean[i]) * (x[at] - mean[i]); },
        m2 + c);
  }
}

template <class T>
DLFLOW_INLINE void scale(std::size_t spatial, std::size_t channels, const T* __restrict x,
                         const T* __restrict a, const T* __restrict b, T* __restrict y) {
  for (std::size_t s = 0; s < spatial; ++s, x += channels, y += channels)
    for (std::size_t c = 0; c < channels; ++c) y[c] = x[c] * a[c] + b[c];
}

template <class T>
DLFLOW_INLINE void sums_of(std::size_t spatial, std::size_t channels, const T* __restrict x,
                           const T* __restrict dy, const T* __restrict mean, T* __restrict sums,
                           T* __restrict products) {
  for (std::size_t c = 0; c < channels; c += kLanes) {
    const std::size_t width = std::min(kLanes, channels - c);
    sum_channels<T>(
        spatial, channels, c, width, [&](std::size_t at, std::size_t) { return dy[at]; }, sums + c);
    sum_channels<T>(
        spatial, channels, c, width,
        [&](std::size_t at, std::size_t i) { return dy[at] * (x[at] - mean[i]); }, products + c);
  }
}

template <class T>
DLFLOW_INLINE void mix(std::size_t spatial, std::size_t channels, const T* __restrict x,
                       const T* __restrict dy, const T* __restrict a, const T* __restrict b,
                       const T* __restrict c, T* __restrict dx) {
  for (std::size_t s = 0; s < spatial; ++s, x += channels, dy += channels, dx += channels)
    for (std::size_t i = 0; i < channels; ++i) dx[i] = dy[i] * a[i] + x[i] * b[i] + c[i];
}

DLFLOW_CLONES void moments_float(std::size_t spatial, std::size_t channels, const float* x,
                                 float* mean, float* m2) {
  if (channels == kLanes) return moments(spatial, kLanes, x, mean, m2);
  moments(spatial, channels, x, mean, m2);
}
DLFLOW_CLONES void scale_float(std::size_t spatial, std::size_t channels, const float* x,
                               const float* a, const float* b, float* y) {
  if (channels == kLanes) return scale(spatial, kLanes, x, a, b, y);
  scale(spatial, channels, x, a, b, y);
}
DLFLOW_CLONES void sums_float(std::size_t spatial, std::size_t channels, const float* x,
                              const float* dy, const float* mean, float* sums, float* products) {
  if (channels == kLanes) return sums_of(spatial, kLanes, x, dy, mean, sums, products);
  sums_of(spatial, channels, x, dy, mean, sums, products);
}
DLFLOW_CLONES void mix_float(std::size_t spatial, std::size_t channels, const float* x,
                             const float* dy, const float* a, const float* b, const float* c,
                             float* dx) {
  if (channels == kLanes) return mix(spatial, kLanes, x, dy, a, b, c, dx);
  mix(spatial, channels, x, dy, a, b, c, dx);
}

}  // namespace

template <>
void channel_moments(std::size_t spatial, std::size_t channels, const float* x, float* mean,
                     float* m2) {
  moments_float(spatial, channels, x, mean, m2);
}
template <>
void channel_moments(std::size_t spatial, std::size_t channels, const double* x, double* mean,
                     double* m2) {
  moments(spatial, channels, x, mean, m2);
}
template <>
void scale_channels(std::size_t spatial, std::size_t channels, const float* x, const float* a,
                    const float* b, float* y) {
  scale_float(spatial, channels, x, a, b, y);
}
template <>
void scale_channels(std::size_t spatial, std::size_t channels, const double* x, const double* a,
                    const double* b, double* y) {
  scale(spatial, channels, x, a, b, y);
}
template <>
void channel_sums(std::size_t spatial, std::size_t channels, const float* x, const float* dy,
                  const float* mean, float* sums, float* products) {
  sums_float(spatial, channels, x, dy, mean, sums, products);
}
template <>
void channel_sums(std::size_t spatial, std::size_t channels, const double* x, const double* dy,
                  const double* mean, double* sums, double* products) {
  sums_of(spatial, channels, x, dy, mean, sums, products);
}
template <>
void mix_channels(std::size_t spatial, std::size_t channels, const float* x, const float* dy,
                  const float* a, const float* b, const float* c, float* dx) {
  mix_float(spatial, channels, x, dy, a, b, c, dx);
}
template <>
void mix_channels(std::size_t spatial, std::size_t channels, const double* x, const double* dy,
                  const double* a, const double* b, const double* c, double* dx) {
  mix(spatial, channels, x, dy, a, b, c, dx);
}

}  // namespace dlflow::kernels
