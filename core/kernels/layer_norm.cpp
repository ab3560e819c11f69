#include "core/kernels/layer_norm.hpp"

#include <algorithm>
#include <cmath>

#include "core/kernels/dispatch.hpp"

#define DLFLOW_INLINE inline __attribute__((always_inline))
#define DLFLOW_LAMBDA __attribute__((always_inline))

namespace dlflow::kernels {
namespace {

/// The sum of term(c) over the channels: sixteen sums side by side, then theirs, in order.
template <class T, class Term>
DLFLOW_INLINE T total(std::size_t channels, const Term& term) {
  constexpr std::size_t kLanes = 16;
  T lanes[kLanes] = {};
  std::size_t c = 0;
  for (; c + kLanes <= channels; c += kLanes)
    for (std::size_t i = 0; i < kLanes; ++i) lanes[i] += term(c + i);
  T sum = 0;
  for (std::size_t i = 0; i < kLanes; ++i) sum += lanes[i];
  for (; c < channels; ++c) sum += term(c);
  return sum;
}

template <class T>
DLFLOW_INLINE void forward_rows(const LayerNorm& norm, std::size_t begin, std::size_t end,
                                const T* x, const T* gamma, const T* beta, T* y, T* moments) {
  const std::size_t channels = norm.channels;
  const T share = T{1} / static_cast<T>(channels);
  for (std::size_t n = begin; n < end; ++n) {
    const T* __restrict row = x + n * channels;
    T* __restrict out = y + n * channels;
    const T mean = share * total<T>(channels, [=](std::size_t c) DLFLOW_LAMBDA { return row[c]; });
    const T variance = share * total<T>(channels, [=](std::size_t c) DLFLOW_LAMBDA {
                         return (row[c] - mean) * (row[c] - mean);
                       });
    const T inverse = T{1} / std::sqrt(variance + static_cast<T>(norm.epsilon));
    moments[2 * n] = mean;
    moments[2 * n + 1] = inverse;
    for (std::size_t c = 0; c < channels; ++c) out[c] = (row[c] - mean) * inverse;
    for (std::size_t c = 0; gamma && c < channels; ++c) out[c] *= gamma[c];
    for (std::size_t c = 0; beta && c < channels; ++c) out[c] += beta[c];
  }
}

/// dx = inverse (g - mean(g) - z mean(g z)), g = dy gamma; dx may not be dy.
template <class T>
DLFLOW_INLINE void backward_row(std::size_t channels, const T* __restrict row, const T* gamma,
                                T mean, T inverse, const T* __restrict slope, T* __restrict dx) {
  const T share = T{1} / static_cast<T>(channels);
  for (std::size_t c = 0; c < channels; ++c) dx[c] = slope[c];
  for (std::size_t c = 0; gamma && c < channels; ++c) dx[c] *= gamma[c];
  const T all = share * total<T>(channels, [=](std::size_t c) DLFLOW_LAMBDA { return dx[c]; });
  const T along = share * total<T>(channels, [=](std::size_t c) DLFLOW_LAMBDA {
                    return dx[c] * ((row[c] - mean) * inverse);
                  });
  for (std::size_t c = 0; c < channels; ++c)
    dx[c] = (dx[c] - all - (row[c] - mean) * inverse * along) * inverse;
}

/// sums (2, channels): of dy z and of dy over the rows.
template <class T>
DLFLOW_INLINE void backward_rows(const LayerNorm& norm, std::size_t begin, std::size_t end,
                                 const T* x, const T* gamma, const T* moments, const T* dy, T* dx,
                                 T* sums) {
  const std::size_t channels = norm.channels;
  T* __restrict along = sums, * __restrict all = sums + channels;
  for (std::size_t c = 0; c < 2 * channels; ++c) sums[c] = 0;
  for (std::size_t n = begin; n < end; ++n) {
    const T* __restrict row = x + n * channels, * __restrict slope = dy + n * channels;
    const T mean = moments[2 * n], inverse = moments[2 * n + 1];
    for (std::size_t c = 0; c < channels; ++c) {
      along[c] += slope[c] * ((row[c] - mean) * inverse);
      all[c] += slope[c];
    }
    if (dx) backward_row(channels, row, gamma, mean, inverse, slope, dx + n * channels);
  }
}

// Plain functions, which the compiler can clone.
DLFLOW_CLONES void run_forward(const LayerNorm& norm, std::size_t begin, std::size_t end,
                               const float* x, const float* gamma, const float* beta, float* y,
                               float* moments) {
  forward_rows(norm, begin, end, x, gamma, beta, y, moments);
}
void run_forward(const LayerNorm& norm, std::size_t begin, std::size_t end, const double* x,
                 const double* gamma, const double* beta, double* y, double* moments) {
  forward_rows(norm, begin, end, x, gamma, beta, y, moments);
}
DLFLOW_CLONES void run_backward(const LayerNorm& norm, std::size_t begin, std::size_t end,
                                const float* x, const float* gamma, const float* moments,
                                const float* dy, float* dx, float* sums) {
  backward_rows(norm, begin, end, x, gamma, moments, dy, dx, sums);
}
void run_backward(const LayerNorm& norm, std::size_t begin, std::size_t end, const double* x,
                  const double* gamma, const double* moments, const double* dy, double* dx,
                  double* sums) {
  backward_rows(norm, begin, end, x, gamma, moments, dy, dx, sums);
}

template <class T>
void gather(std::size_t channels, const T* sums, T* out) {
  std::copy_n(sums, channels, out);
  for (std::size_t part = 1; part < LayerNorm::kParts; ++part)
    for (std::size_t c = 0; c < channels; ++c) out[c] += sums[part * 2 * channels + c];
}

}  // namespace

template <class T>
void layer_norm(const LayerNorm& norm, const T* x, const T* gamma, const T* beta, T* y,
                T* moments) {
  run_parts(norm.team, LayerNorm::kParts, [&](std::size_t part) {
    run_forward(norm, norm.rows * part / LayerNorm::kParts,
                norm.rows * (part + 1) / LayerNorm::kParts, x, gamma, beta, y, moments);
  });
}

template <class T>
void layer_norm_backward(const LayerNorm& norm, const T* x, const T* gamma, const T* moments,
                         const T* dy, LayerNormGradients<T> out) {
  run_parts(norm.team, LayerNorm::kParts, [&](std::size_t part) {
    run_backward(norm, norm.rows * part / LayerNorm::kParts,
                 norm.rows * (part + 1) / LayerNorm::kParts, x, gamma, moments, dy, out.dx,
                 out.scratch + part * 2 * norm.channels);
  });
  if (out.dgamma) gather(norm.channels, out.scratch, out.dgamma);
  if (out.dbeta) gather(norm.channels, out.scratch + norm.channels, out.dbeta);
}

#define DLFLOW_INSTANTIATE(T)                                                                 \
  template void layer_norm(const LayerNorm&, const T*, const T*, const T*, T*, T*);           \
  template void layer_norm_backward(const LayerNorm&, const T*, const T*, const T*, const T*, \
                                    LayerNormGradients<T>);
DLFLOW_INSTANTIATE(float)
DLFLOW_INSTANTIATE(double)
#undef DLFLOW_INSTANTIATE

}  // namespace dlflow::kernels
