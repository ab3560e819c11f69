#pragma once

#include "core/kernels/exponential.hpp"

/// The parts of activations in float without branches, so that loops over them become vector code.
namespace dlflow::kernels {

/// e^x - 1 without cancellation near zero: its Taylor polynomial there.
inline __attribute__((always_inline)) float exponential_minus_one(float x) {
  const float series =
      1.0F + x * (0.5F + x * (0.16666667F +
                              x * (0.041666668F +
                                   x * (8.3333333e-3F + x * (1.3888889e-3F + x * 1.984127e-4F)))));
  const float size = x < 0 ? -x : x;
  return size < 0.35F ? x * series : exponential(x) - 1.0F;
}

/// log(1 + u) for u in [0, 1]: 2 artanh(s), s = u / (2 + u), by its power series.
inline __attribute__((always_inline)) float log_of_one_plus(float u) {
  const float s = u / (2.0F + u), q = s * s;
  const float series =
      1.0F + q * (0.33333334F +
                  q * (0.2F + q * (0.14285715F +
                                   q * (0.11111111F +
                                        q * (0.09090909F + q * (0.07692308F + q * 0.06666667F))))));
  return 2.0F * s * series;
}

/// log(1 + e^x) = max(x, 0) + log(1 + e^-|x|)
inline __attribute__((always_inline)) float soft_plus(float x) {
  const float size = x < 0 ? -x : x;
  return (x < 0 ? 0.0F : x) + log_of_one_plus(exponential(-size));
}

/// The standard normal distribution function, (1 + erf(x / sqrt 2)) / 2, and its density.
///
/// For z >= 0 erfc(z) = t exp(P(t) - z^2) with t = 1 / (1 + z / 2), where P is the Chebyshev fit of
/// degree 9 to log(erfc(z) e^(z^2) / t): relative error 8e-8.
struct Normal {
  float below, density;
};
inline __attribute__((always_inline)) Normal normal(float x) {
  const float size = (x < 0 ? -x : x) * 0.70710678F, t = 1.0F / (1.0F + 0.5F * size);
  float p = 0.17565972F;
  p = p * t - 0.845079773F;
  p = p * t + 1.53484359F;
  p = p * t - 1.18653697F;
  p = p * t + 0.312804955F;
  p = p * t - 0.199931285F;
  p = p * t + 0.100038592F;
  p = p * t + 0.373663706F;
  p = p * t + 1.0000503F;
  p = p * t - 1.26551276F;
  const float tail = 0.5F * t * exponential(p - size * size);
  return {x < 0 ? tail : 1.0F - tail, 0.39894228F * exponential(-0.5F * x * x)};
}

/// tanh(softplus(x)) = w / (w + 2), w = e^2x + 2 e^x, and its derivative 4 e (1 + e) / (w + 2)^2.
/// Beyond 20 it is 1 to the last bit.
struct Gate {
  float value, slope;
};
inline __attribute__((always_inline)) Gate mish_gate(float x) {
  const float e = exponential(x > 20.0F ? 20.0F : x), w = e * e + 2.0F * e, d = w + 2.0F;
  return {w / d, 4.0F * e * (1.0F + e) / (d * d)};
}

}  // namespace dlflow::kernels
