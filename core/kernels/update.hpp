#pragma once

#include <cstddef>

// One flat pass each over n values: g the gradient, w the weights, the others the state.
namespace dlflow::kernels {

/// w -= rate * g.
void sgd_step(std::size_t n, float rate, const float* g, float* w);

/// v = momentum * v - rate * g;  w += v, or momentum * v - rate * g with Nesterov.
void momentum_step(std::size_t n, float rate, float momentum, bool nesterov, const float* g,
                   float* v, float* w);

/// v = rho v + (1 - rho) g^2;  s = rate g / sqrt(v + epsilon), or with centred squares
/// a = rho a + (1 - rho) g and sqrt(v - a^2 + epsilon);  w -= s, or with a momentum
/// m = momentum m + s and w -= m. a, m null: not wanted.
struct RmspropStep {
  float rate, rho, momentum, epsilon;
};
void rmsprop_step(std::size_t n, RmspropStep step, const float* g, float* v, float* a, float* m,
                  float* w);

/// v += g^2;  w -= rate g / sqrt(v + epsilon).
void adagrad_step(std::size_t n, float rate, float epsilon, const float* g, float* v, float* w);

/// v = rho v + (1 - rho) g^2;  d = -g sqrt(u + epsilon) / sqrt(v + epsilon);
/// u = rho u + (1 - rho) d^2;  w += rate d.
void adadelta_step(std::size_t n, float rate, float rho, float epsilon, const float* g, float* v,
                   float* u, float* w);

/// m += (1 - beta_1)(g - m);  v += (1 - beta_2)(g^2 - v);  w -= rate * m / (sqrt(v) + epsilon).
/// The rate carries the correction of the bias. amsgrad_step divides by the root of the highest v.
struct AdamStep {
  float rate, beta_1, beta_2, epsilon;
};
void adam_step(std::size_t n, AdamStep step, const float* g, float* m, float* v, float* w);
void amsgrad_step(std::size_t n, AdamStep step, const float* g, float* m, float* v, float* highest,
                  float* w);

/// m, v as Adam's;  w -= rate (ahead m + now g) / (sqrt(v / correction) + epsilon).
struct NadamStep {
  AdamStep adam;
  float ahead, now, correction;
};
void nadam_step(std::size_t n, NadamStep step, const float* g, float* m, float* v, float* w);

/// m += (1 - beta_1)(g - m);  u = max(beta_2 u, |g|);  w -= rate m / (u + epsilon).
void adamax_step(std::size_t n, AdamStep step, const float* g, float* m, float* u, float* w);

/// w -= rate sign(beta_1 m + (1 - beta_1) g);  m = beta_2 m + (1 - beta_2) g.
void lion_step(std::size_t n, float rate, float beta_1, float beta_2, const float* g, float* m,
               float* w);

/// w *= factor.
void scale(std::size_t n, float factor, float* w);
/// a += share (w - a).
void average_step(std::size_t n, float share, const float* w, float* a);
/// Each value of g into [-limit, limit]; NaN stays.
void clip_values(std::size_t n, float limit, float* g);
/// g += l1 sign(w) + 2 l2 w.
void add_penalty(std::size_t n, float l1, float l2, const float* w, float* g);
/// The sum of squares in double, in an order that depends on n alone.
double square_sum(std::size_t n, const float* g);
/// Scales each column of w (rows, columns) whose norm is above the limit down to it.
void limit_columns(std::size_t rows, std::size_t columns, double limit, float* w);

}  // namespace dlflow::kernels
