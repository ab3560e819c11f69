#include "pipeline/views/transforms/yeo_johnson_power.hpp"

#include <cmath>
#include <functional>
#include <limits>
#include <utility>

#include "core/kernels/dispatch.hpp"
#include "core/kernels/elementary.hpp"
#include "pipeline/views/transforms/column_statistics.hpp"

namespace dlflow::views {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
constexpr double kGolden = 0.3819660112501051;  // (3 - sqrt(5)) / 2

/// log(1 + |x|), with the sign of x.
DLFLOW_CLONES void signed_logarithms(const double* values, std::size_t count, double* logarithms) {
  for (std::size_t i = 0; i < count; ++i) {
    const double x = values[i], size = kernels::logarithm_1p(x < 0 ? -x : x);
    logarithms[i] = x < 0 ? -size : size;
  }
}

/// Powers from such logarithms.
DLFLOW_CLONES void powers_of(const double* logarithms, std::size_t count, double lambda,
                             double* powers) {
  const double above = lambda, below = 2 - lambda;
  const bool is_above = std::abs(above) >= kEpsilon, is_below = std::abs(below) >= kEpsilon;
  // Where the exponent is 0 the power is the logarithm itself.
  const double share_above = is_above ? 1 / above : 0, share_below = is_below ? 1 / below : 0;
  for (std::size_t i = 0; i < count; ++i) {
    const double x = logarithms[i], size = x < 0 ? -x : x;
    const double share = x < 0 ? share_below : share_above;
    const double power = kernels::exponential_m1((x < 0 ? below : above) * size) * share;
    const double of_size = share == 0 ? size : power;
    powers[i] = x < 0 ? -of_size : of_size;
  }
}

/// Minus the profile log-likelihood of lambda:  N/2 log var(powers) - (lambda - 1) sum sign(x)
/// log(1 + |x|).
class Likelihood {
 public:
  explicit Likelihood(const std::vector<double>& values)
      : logarithms_(values.size()), powers_(values.size()) {
    signed_logarithms(values.data(), values.size(), logarithms_.data());
    for (double v : logarithms_) jacobian_ += v;
  }
  double operator()(double lambda) {
    powers_of(logarithms_.data(), logarithms_.size(), lambda, powers_.data());
    const double variance = moments(powers_).variance;
    // Powers that overflow or collapse to one value say nothing.
    if (!std::isfinite(variance) || variance < std::numeric_limits<double>::min()) return kInfinity;
    return static_cast<double>(powers_.size()) / 2 * std::log(variance) - (lambda - 1) * jacobian_;
  }

 private:
  std::vector<double> logarithms_;  ///< of 1 + |x|, with the sign of x
  std::vector<double> powers_;
  double jacobian_ = 0;
};

struct Bracket {
  double low, middle, high;
};

/// Steps downhill from two points, ever longer, until the function rises again.
Bracket bracket(Likelihood& f, double a, double b) {
  double at_a = f(a), at_b = f(b);
  if (at_a < at_b) {
    std::swap(a, b);
    std::swap(at_a, at_b);
  }
  double c = b + 1.618034 * (b - a), at_c = f(c);
  for (int step = 0; at_c < at_b && step < 40; ++step) {
    a = b;
    b = c;
    at_b = at_c;
    c = b + 1.618034 * (b - a);
    at_c = f(c);
  }
  return {std::fmin(a, c), b, std::fmax(a, c)};
}

/// Brent's minimum within a bracket: parabolas where they help, golden sections elsewhere.
/// Source: Brent, Algorithms for minimization without derivatives (1973), chapter 5.
double minimize(Likelihood& f, Bracket range) {
  constexpr double kTolerance = 1.48e-8;
  double best = range.middle, second = best, third = best;
  double at_best = f(best), at_second = at_best, at_third = at_best;
  double step = 0, before = 0;
  for (int round = 0; round < 500; ++round) {
    const double tolerance = kTolerance * std::abs(best) + 1e-11;
    const double center = (range.low + range.high) / 2;
    if (std::abs(best - center) <= 2 * tolerance - (range.high - range.low) / 2) break;
    bool is_parabola = false;
    if (std::abs(before) > tolerance && std::isfinite(at_second) && std::isfinite(at_third)) {
      const double r = (best - second) * (at_best - at_third);
      double q = (best - third) * (at_best - at_second);
      double p = (best - third) * q - (best - second) * r;
      q = 2 * (q - r);
      if (q > 0) p = -p;
      q = std::abs(q);
      is_parabola = std::abs(p) < std::abs(q * before / 2) && p > q * (range.low - best) &&
                    p < q * (range.high - best);
      if (is_parabola) {
        before = step;
        step = p / q;
        const double u = best + step;
        if (u - range.low < 2 * tolerance || range.high - u < 2 * tolerance)
          step = std::copysign(tolerance, center - best);
      }
    }
    if (!is_parabola) {
      before = best < center ? range.high - best : range.low - best;
      step = kGolden * before;
    }
    const double u = best + (std::abs(step) >= tolerance ? step : std::copysign(tolerance, step));
    const double at_u = f(u);
    if (at_u <= at_best) {
      (u < best ? range.high : range.low) = best;
      third = std::exchange(second, std::exchange(best, u));
      at_third = std::exchange(at_second, std::exchange(at_best, at_u));
    } else {
      (u < best ? range.low : range.high) = u;
      if (at_u <= at_second || second == best) {
        third = std::exchange(second, u);
        at_third = std::exchange(at_second, at_u);
      } else if (at_u <= at_third || third == best || third == second) {
        third = u;
        at_third = at_u;
      }
    }
  }
  return best;
}

}  // namespace

double yeo_johnson_power(double x, double lambda) {
  if (x >= 0)
    return std::abs(lambda) < kEpsilon ? std::log1p(x)
                                       : std::expm1(lambda * std::log1p(x)) / lambda;
  const double other = 2 - lambda;
  return std::abs(other) < kEpsilon ? -std::log1p(-x) : -std::expm1(other * std::log1p(-x)) / other;
}

void powers_of(std::span<const double> from, double lambda, std::span<double> to) {
  signed_logarithms(from.data(), from.size(), to.data());
  powers_of(to.data(), to.size(), lambda, to.data());
}

graph::Expression lowered_yeo_johnson(const graph::Expression& x, const graph::Expression& lambda) {
  using graph::Expression;
  const Expression is_below = less(x, 0), size = logarithm(absolute(x) + 1);
  const Expression exponent = where(is_below, 2 - lambda, lambda);
  // Near 0 the power is the logarithm, and the quotient would lose all its digits.
  const Expression is_small = less(absolute(exponent), 1e-9);
  const Expression divisor = where(is_small, 1, exponent);
  const Expression power = where(is_small, size, (exponential(divisor * size) - 1) / divisor);
  return where(is_below, 0 - power, power);
}

double inverse_yeo_johnson_power(double power, double lambda) {
  const double sign = power >= 0 ? 1 : -1, exponent = power >= 0 ? lambda : 2 - lambda;
  const double size = std::abs(power);
  if (std::abs(exponent) < kEpsilon) return sign * std::expm1(size);
  const double inner = exponent * size;
  return inner <= -1 ? sign * kInfinity : sign * std::expm1(std::log1p(inner) / exponent);
}

graph::Expression lowered_inverse_yeo_johnson(const graph::Expression& power, double lambda) {
  using graph::Expression;
  const Expression size = absolute(power);
  const auto part = [&](double exponent) {
    const bool is_small = std::abs(exponent) < 1e-9;
    return exponential(is_small ? size : logarithm(size * exponent + 1) / exponent) - 1;
  };
  return where(less(power, 0), 0 - part(2 - lambda), part(lambda));
}

double best_yeo_johnson_lambda(const std::vector<double>& values) {
  if (moments(values).is_constant()) return 1;
  Likelihood likelihood(values);
  return minimize(likelihood, bracket(likelihood, -2, 2));
}

}  // namespace dlflow::views
