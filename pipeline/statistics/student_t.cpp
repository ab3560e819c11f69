#include <cmath>
#include <limits>
#include <numbers>

#include "core/base/error.hpp"
#include "pipeline/statistics/comparison.hpp"
#include "pipeline/statistics/log_gamma.hpp"

namespace dlflow::statistics {
namespace {

/// log B(a, 1/2). Large a by the series of Gamma(a + 1/2) / Gamma(a), where the difference of two
/// logarithms would lose digits. Source: Tricomi, Erdélyi (1951).
double log_beta_half(double a) {
  const double log_root_pi = std::log(std::numbers::pi) / 2;
  if (a < 100) return log_gamma(a) + log_root_pi - log_gamma(a + 0.5);
  const double r = 1 / a;
  const double series = -r / 8 + r * r / 128 + 5 * r * r * r / 1024 - 21 * r * r * r * r / 32768;
  return log_root_pi - std::log(a) / 2 - std::log1p(series);
}

/// The continued fraction of the incomplete beta function, by Lentz's method; fast for
/// x < (a + 1) / (a + b + 2). Source: Abramowitz, Stegun (1964), 26.5.8.
double beta_fraction(double x, double a, double b) {
  constexpr double kTiny = 1e-300;
  const auto away_from_zero = [](double v) { return std::abs(v) < kTiny ? kTiny : v; };
  double c = 1, d = 1 / away_from_zero(1 - (a + b) * x / (a + 1)), value = d;
  for (int m = 1; m <= 100'000; ++m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away_from_zero(1 + even * d);
    c = away_from_zero(1 + even / c);
    value *= d * c;
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away_from_zero(1 + odd * d);
    c = away_from_zero(1 + odd / c);
    value *= d * c;
    if (std::abs(d * c - 1) < 1e-16) break;
  }
  return value;
}

}  // namespace

double student_t_two_sided(double t, double degrees) {
  DLFLOW_REQUIRE(degrees > 0, "degrees of freedom above 0");
  if (std::isnan(t)) return t;
  if (std::isinf(t)) return 0;
  // p = I_x(degrees / 2, 1/2); x and y = 1 - x are both made from t, so neither loses digits.
  const double a = degrees / 2, b = 0.5;
  const double square = t * t, x = degrees / (degrees + square), y = square / (degrees + square);
  if (y == 0) return 1;
  if (x == 0) return 0;
  const double log_x = square < degrees ? std::log1p(-y) : std::log(x);
  const double front = std::exp(a * log_x + b * std::log(y) - log_beta_half(a));
  if (x < (a + 1) / (a + b + 2)) return front * beta_fraction(x, a, b) / a;
  return 1 - front * beta_fraction(y, b, a) / b;
}

double student_t_quantile(double p, double degrees) {
  DLFLOW_REQUIRE(p > 0 && p < 1, "a probability between 0 and 1");
  if (p < 0.5) return -student_t_quantile(1 - p, degrees);
  // 2 (1 - p) is exact for p >= 1/2.
  const double tail = 2 * (1 - p);
  if (tail >= 1) return 0;
  double low = 0, high = 1;
  while (student_t_two_sided(high, degrees) > tail && high < 1e150) {
    low = high;
    high *= 2;
  }
  for (double middle = (low + high) / 2; middle > low && middle < high; middle = (low + high) / 2)
    (student_t_two_sided(middle, degrees) > tail ? low : high) = middle;
  return high;
}

}  // namespace dlflow::statistics
