#pragma once

namespace dlflow::kernels {

/// exp(x) in float without a branch, so that loops over it become vector code. Relative error
/// below 2e-7 in [-87, 88], outside the argument is clamped; NaN stays NaN.
///
/// exp(x) = 2^n exp(r), n = round(x / log 2), r = x - n log 2, |r| <= log(2) / 2, exp(r) by its
/// Taylor polynomial of degree 7.
inline __attribute__((always_inline)) float exponential(float x) {
  const float clamped = x < -87.0F ? -87.0F : (x > 88.0F ? 88.0F : x);
  // Adding 1.5 * 2^23 rounds to the nearest whole number and leaves it in the low bits.
  const float shifted = clamped * 1.44269504F + 12582912.0F;
  const float whole = shifted - 12582912.0F;
  const float r = (clamped - whole * 0.693359375F) + whole * 2.12194440e-4F;
  float sum = 1.9841270e-4F;
  sum = sum * r + 1.3888889e-3F;
  sum = sum * r + 8.3333333e-3F;
  sum = sum * r + 4.1666667e-2F;
  sum = sum * r + 1.6666667e-1F;
  sum = sum * r + 0.5F;
  sum = sum * r + 1.0F;
  sum = sum * r + 1.0F;
  const auto bits = __builtin_bit_cast(unsigned, shifted) - 0x4B400000U;
  return sum * __builtin_bit_cast(float, (bits + 127U) << 23);
}

/// 1 / (1 + exp(-x))
inline __attribute__((always_inline)) float logistic(float x) {
  return 1.0F / (1.0F + exponential(-x));
}

/// tanh(x) = (1 - e) / (1 + e), e = exp(-2 |x|), with the sign of x; near zero, where the
/// difference cancels, its Taylor polynomial.
inline __attribute__((always_inline)) float hyperbolic_tangent(float x) {
  const float size = x < 0 ? -x : x, square = x * x;
  const float e = exponential(-2.0F * size);
  const float far = (1.0F - e) / (1.0F + e);
  const float series =
      1.0F + square * (-0.33333334F +
                       square * (0.13333334F + square * (-0.053968254F + square * 0.021869488F)));
  return size < 0.3F ? x * series : (x < 0 ? -far : far);
}

}  // namespace dlflow::kernels
