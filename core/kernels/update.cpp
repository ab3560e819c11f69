#include "core/kernels/update.hpp"

#include <algorithm>
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

DLFLOW_CLONES void rmsprop_step(std::size_t n, RmspropStep step, const float* __restrict g,
                                float* __restrict v, float* __restrict a, float* __restrict m,
                                float* __restrict w) {
  const float keep = 1.0F - step.rho;
  for (std::size_t i = 0; i < n; ++i) {
    v[i] = step.rho * v[i] + keep * g[i] * g[i];
    float spread = v[i];
    if (a) {
      a[i] = step.rho * a[i] + keep * g[i];
      spread -= a[i] * a[i];
    }
    float move = step.rate * g[i] / std::sqrt(spread + step.epsilon);
    if (m) {
      move += step.momentum * m[i];
      m[i] = move;
    }
    w[i] -= move;
  }
}

DLFLOW_CLONES void adagrad_step(std::size_t n, float rate, float epsilon, const float* __restrict g,
                                float* __restrict v, float* __restrict w) {
  for (std::size_t i = 0; i < n; ++i) {
    v[i] += g[i] * g[i];
    w[i] -= rate * g[i] / std::sqrt(v[i] + epsilon);
  }
}

DLFLOW_CLONES void adadelta_step(std::size_t n, float rate, float rho, float epsilon,
                                 const float* __restrict g, float* __restrict v,
                                 float* __restrict u, float* __restrict w) {
  const float keep = 1.0F - rho;
  for (std::size_t i = 0; i < n; ++i) {
    v[i] = rho * v[i] + keep * g[i] * g[i];
    const float move = -g[i] * std::sqrt(u[i] + epsilon) / std::sqrt(v[i] + epsilon);
    u[i] = rho * u[i] + keep * move * move;
    w[i] += rate * move;
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

DLFLOW_CLONES void amsgrad_step(std::size_t n, AdamStep step, const float* __restrict g,
                                float* __restrict m, float* __restrict v, float* __restrict highest,
                                float* __restrict w) {
  const float keep_m = 1.0F - step.beta_1, keep_v = 1.0F - step.beta_2;
  for (std::size_t i = 0; i < n; ++i) {
    m[i] += (g[i] - m[i]) * keep_m;
    v[i] += (g[i] * g[i] - v[i]) * keep_v;
    highest[i] = v[i] > highest[i] ? v[i] : highest[i];
    w[i] -= step.rate * m[i] / (std::sqrt(highest[i]) + step.epsilon);
  }
}

DLFLOW_CLONES void nadam_step(std::size_t n, NadamStep step, const float* __restrict g,
                              float* __restrict m, float* __restrict v, float* __restrict w) {
  const AdamStep& adam = step.adam;
  const float keep_m = 1.0F - adam.beta_1, keep_v = 1.0F - adam.beta_2;
  for (std::size_t i = 0; i < n; ++i) {
    m[i] += (g[i] - m[i]) * keep_m;
    v[i] += (g[i] * g[i] - v[i]) * keep_v;
    const float mean = step.ahead * m[i] + step.now * g[i];
    w[i] -= adam.rate * mean / (std::sqrt(v[i] / step.correction) + adam.epsilon);
  }
}

DLFLOW_CLONES void adamax_step(std::size_t n, AdamStep step, const float* __restrict g,
                               float* __restrict m, float* __restrict u, float* __restrict w) {
  const float keep_m = 1.0F - step.beta_1;
  for (std::size_t i = 0; i < n; ++i) {
    const float size = g[i] < 0 ? -g[i] : g[i], faded = step.beta_2 * u[i];
    m[i] += (g[i] - m[i]) * keep_m;
    u[i] = faded > size ? faded : size;
    w[i] -= step.rate * m[i] / (u[i] + step.epsilon);
  }
}

DLFLOW_CLONES void lion_step(std::size_t n, float rate, float beta_1, float beta_2,
                             const float* __restrict g, float* __restrict m, float* __restrict w) {
  const float keep_1 = 1.0F - beta_1, keep_2 = 1.0F - beta_2;
  for (std::size_t i = 0; i < n; ++i) {
    const float mean = beta_1 * m[i] + keep_1 * g[i];
    w[i] -= mean > 0 ? rate : (mean < 0 ? -rate : 0.0F);
    m[i] = beta_2 * m[i] + keep_2 * g[i];
  }
}

DLFLOW_CLONES void scale(std::size_t n, float factor, float* __restrict w) {
  for (std::size_t i = 0; i < n; ++i) w[i] *= factor;
}

DLFLOW_CLONES void average_step(std::size_t n, float share, const float* __restrict w,
                                float* __restrict a) {
  for (std::size_t i = 0; i < n; ++i) a[i] += share * (w[i] - a[i]);
}

DLFLOW_CLONES void clip_values(std::size_t n, float limit, float* __restrict g) {
  for (std::size_t i = 0; i < n; ++i) g[i] = g[i] > limit ? limit : (g[i] < -limit ? -limit : g[i]);
}

DLFLOW_CLONES void add_penalty(std::size_t n, float l1, float l2, const float* __restrict w,
                               float* __restrict g) {
  const float slope = 2 * l2;
  for (std::size_t i = 0; i < n; ++i)
    g[i] += (w[i] > 0 ? l1 : (w[i] < 0 ? -l1 : 0.0F)) + slope * w[i];
}

DLFLOW_CLONES double square_sum(std::size_t n, const float* __restrict g) {
  constexpr std::size_t kLanes = 16;
  double lanes[kLanes] = {};
  const std::size_t whole = n / kLanes * kLanes;
  for (std::size_t i = 0; i < whole; i += kLanes)
    for (std::size_t j = 0; j < kLanes; ++j) {
      const double value = static_cast<double>(g[i + j]);
      lanes[j] += value * value;
    }
  for (std::size_t i = whole; i < n; ++i) {
    const double value = static_cast<double>(g[i]);
    lanes[i - whole] += value * value;
  }
  double sum = 0;
  for (const double lane : lanes) sum += lane;
  return sum;
}

void limit_columns(std::size_t rows, std::size_t columns, double limit, float* w) {
  constexpr std::size_t kBlock = 64;
  for (std::size_t begin = 0; begin < columns; begin += kBlock) {
    const std::size_t width = std::min(kBlock, columns - begin);
    double squares[kBlock] = {};
    for (std::size_t r = 0; r < rows; ++r)
      for (std::size_t c = 0; c < width; ++c) {
        const double value = static_cast<double>(w[r * columns + begin + c]);
        squares[c] += value * value;
      }
    float factors[kBlock];
    bool is_within = true;
    for (std::size_t c = 0; c < width; ++c) {
      const double norm = std::sqrt(squares[c]);
      factors[c] = norm > limit ? static_cast<float>(limit / norm) : 1.0F;
      is_within = is_within && !(norm > limit);
    }
    if (is_within) continue;
    for (std::size_t r = 0; r < rows; ++r)
      for (std::size_t c = 0; c < width; ++c) w[r * columns + begin + c] *= factors[c];
  }
}

}  // namespace dlflow::kernels
