#pragma once

#include <cstddef>

namespace dlflow::kernels {

/// w -= rate * g over n values.
void sgd_step(std::size_t n, float rate, const float* g, float* w);

/// v = momentum * v - rate * g;  w += v, or momentum * v - rate * g with Nesterov.
void momentum_step(std::size_t n, float rate, float momentum, bool nesterov, const float* g,
                   float* v, float* w);

/// m += (1 - beta_1)(g - m);  v += (1 - beta_2)(g^2 - v);  w -= rate * m / (sqrt(v) + epsilon).
/// The rate carries the correction of the bias.
struct AdamStep {
  float rate, beta_1, beta_2, epsilon;
};
void adam_step(std::size_t n, AdamStep step, const float* g, float* m, float* v, float* w);

}  // namespace dlflow::kernels
