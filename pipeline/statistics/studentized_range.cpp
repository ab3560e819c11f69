#include "pipeline/statistics/studentized_range.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "core/base/error.hpp"
#include "pipeline/statistics/log_gamma.hpp"

namespace dlflow::statistics {
namespace {

double normal_below(double z) { return std::erfc(-z / std::numbers::sqrt2) / 2; }

// Both integrands are smooth and vanish at both ends, where the trapezoid rule has no equal.
constexpr double kStep = 0.25, kEnd = 8.5;
constexpr int kNodes = static_cast<int>(2 * kEnd / kStep) + 1;

struct Node {
  double z, weight, below;
};

std::array<Node, kNodes> normal_nodes() {
  std::array<Node, kNodes> nodes;
  for (int i = 0; i < kNodes; ++i) {
    const double z = -kEnd + i * kStep;
    const double density = std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi);
    nodes[static_cast<std::size_t>(i)] = {z, kStep * density, normal_below(z)};
  }
  return nodes;
}

/// The chance that the range of `count` standard normals is `width` or more: over the largest, z,
///
///   count * integral of density(z) (below(z)^(count-1) - (below(z) - below(z-width))^(count-1))
double range_above(double width, int count) {
  static const std::array<Node, kNodes> nodes = normal_nodes();
  const double others = count - 1;
  double sum = 0;
  for (const auto& [z, weight, below] : nodes) {
    const double outside = std::min(1.0, normal_below(z - width) / below);
    sum += weight * std::pow(below, others) * -std::expm1(others * std::log1p(-outside));
  }
  return std::min(1.0, count * sum);
}

}  // namespace

double studentized_range_above(double q, int count, double degrees) {
  DLFLOW_REQUIRE(count >= 2 && degrees > 0, "a range of two or more, degrees of freedom above 0");
  if (std::isnan(q)) return q;
  if (std::isinf(q)) return 0;
  if (q <= 0) return 1;
  // Over u, the logarithm of the estimated error divided by the true one.
  const double half = degrees / 2;
  const double log_scale = std::numbers::ln2 + half * std::log(half) - log_gamma(half);
  constexpr double kSmallest = 26;  // exp(-26) is 5e-12
  const double step = std::min(0.1, 0.25 / std::sqrt(degrees));
  const double begin = -(kSmallest + std::max(0.0, log_scale)) / degrees;
  double sum = 0;
  for (double u = begin;; u += step) {
    const double log_density = log_scale + degrees * u - half * std::exp(2 * u);
    if (u > 0 && log_density < -kSmallest) return std::min(1.0, step * sum);
    sum += std::exp(log_density) * range_above(q * std::exp(u), count);
  }
}

}  // namespace dlflow::statistics
