#pragma once

#include <cstdint>

/// Functions in double without a branch, so that loops over them become vector code. The same bits
/// on every instruction set; relative error below 1e-15.
namespace dlflow::kernels {

/// log(1 + x), x >= 0; infinite and missing values stay as they are.
///
/// log(1 + x) = log(u) + (x - (u - 1)) / u, where u is 1 + x as it is rounded;
/// log(u) = e log 2 + 2 atanh(s), u = 2^e m, s = (m - 1) / (m + 1), m in [0.71, 1.42), |s| < 0.172.
inline __attribute__((always_inline)) double logarithm_1p(double x) {
  constexpr std::uint64_t kRootOfHalf = 0x3FE6A09E667F3BCDULL, kTwo52 = 0x4330000000000000ULL;
  const double u = 1.0 + x;
  const auto bits = __builtin_bit_cast(std::uint64_t, u);
  const std::uint64_t exponent = (bits - kRootOfHalf) >> 52;
  const double e = __builtin_bit_cast(double, exponent | kTwo52) - 4503599627370496.0;
  const double m = __builtin_bit_cast(double, bits - (exponent << 52));
  const double s = (m - 1.0) / (m + 1.0), z = s * s;
  double sum = 2.0 / 21;
  sum = sum * z + 2.0 / 19;
  sum = sum * z + 2.0 / 17;
  sum = sum * z + 2.0 / 15;
  sum = sum * z + 2.0 / 13;
  sum = sum * z + 2.0 / 11;
  sum = sum * z + 2.0 / 9;
  sum = sum * z + 2.0 / 7;
  sum = sum * z + 2.0 / 5;
  sum = sum * z + 2.0 / 3;
  const double small = s * (sum * z) + (x - (u - 1.0)) / u + e * 1.9082149292705877e-10;
  const double result = e * 0.6931471803691238 + (2.0 * s + small);
  return x < __builtin_inf() ? result : x;
}

/// exp(x) = power * (1 + q) by power = 2^n, n = round(x / log 2), r = x - n log 2, |r| <= log(2) /
/// 2, q = exp(r) - 1 by its Taylor polynomial of degree 14. x is clamped to -700 .. 709.4.
struct ExponentialParts {
  double power, q;
};
inline __attribute__((always_inline)) ExponentialParts exponential_parts(double x) {
  constexpr double kMost = 709.4, kLeast = -700.0, kRounder = 6755399441055744.0;
  const double clamped = x < kLeast ? kLeast : (x > kMost ? kMost : x);
  // Adding 1.5 * 2^52 rounds to the nearest whole number and leaves it in the low bits.
  const double shifted = clamped * 1.4426950408889634 + kRounder;
  const double n = shifted - kRounder;
  const double r = (clamped - n * 0.6931471803691238) - n * 1.9082149292705877e-10;
  double sum = 1.0 / 87178291200;
  sum = sum * r + 1.0 / 6227020800;
  sum = sum * r + 1.0 / 479001600;
  sum = sum * r + 1.0 / 39916800;
  sum = sum * r + 1.0 / 3628800;
  sum = sum * r + 1.0 / 362880;
  sum = sum * r + 1.0 / 40320;
  sum = sum * r + 1.0 / 5040;
  sum = sum * r + 1.0 / 720;
  sum = sum * r + 1.0 / 120;
  sum = sum * r + 1.0 / 24;
  sum = sum * r + 1.0 / 6;
  sum = sum * r + 1.0 / 2;
  const double q = r + r * (r * sum);
  const std::uint64_t whole =
      __builtin_bit_cast(std::uint64_t, shifted) - __builtin_bit_cast(std::uint64_t, kRounder);
  const double power = __builtin_bit_cast(double, (whole + 1023) << 52);
  return {power, q};
}

/// exp(x), x <= 700; 1e-304 below -700. Missing values stay missing.
inline __attribute__((always_inline)) double exponential(double x) {
  const ExponentialParts parts = exponential_parts(x);
  return parts.power + parts.power * parts.q;
}

/// exp(x) - 1; infinite above 709.4. Missing values stay missing.
inline __attribute__((always_inline)) double exponential_m1(double x) {
  const ExponentialParts parts = exponential_parts(x);
  const double result = parts.power * parts.q + (parts.power - 1.0);
  return x > 709.4 ? __builtin_inf() : result;
}

}  // namespace dlflow::kernels
