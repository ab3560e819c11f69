#include "core/kernels/update.hpp"

#include <cmath>

#include "core/kernels/dispatch.hpp"

namespace dlflow::kernels {

DLFLOW_CLONES void sgd_step(std::size_t n, float rate, const float* __restrict g,
                            float* __restrict w) {
  for (std::size_t i = 0; i < n; ++i) w[i] -= rate * g[i];
}

DLFLOW_CLONES void momentum_step(std::size_t n, float rate, float momentum, bool nesterov,
                                 const float* __restrict g, float* __restrict v,
                                 float* __restrict w) {
  if (nesterov) {
    for (std::size_t i = 0; i < n; ++i) {
      v[i] = momentum * v[i] - rate * g[i];
      w[i] += momentum * v[i] - rate * g[i];
    }
  } else {
    for (std::size_t i = 0; i < n; ++i) {
      v[i] = momentum * v[i] - rate * g[i];
      w[i] += v[i];
    }
  }
}

DLFLOW_CLONES void adam_step(std::size_t n, AdamStep step, const float* __restrict g,
                             float* __restrict m, float* __restrict v, float* __restrict w) {
  const float keep_m = 1.0F - step.beta_1, keep_v = 1.0F - step.beta_2;
  for (std::size_t i = 0; i < n; ++i) {
    m[i] += (g[i] - m[i]) * keep_m;
    v[i] += (g[i] * g[i] - v[i]) * keep_v;
    w[i] -= step.rate * m[i] / (std::sqrt(v[i]) + step.epsilon);
  }
}

}  // namespace dlflow::kernels
