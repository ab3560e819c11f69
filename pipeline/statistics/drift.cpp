#include "pipeline/statistics/drift.hpp"

#include <cmath>
#include <numeric>

namespace dlflow::statistics {

double stability_index(std::span<const double> before, std::span<const double> now) {
  constexpr double half = 0.5;
  const auto bins = static_cast<double>(before.size());
  const double n = std::accumulate(before.begin(), before.end(), 0.0) + half * bins;
  const double m = std::accumulate(now.begin(), now.end(), 0.0) + half * bins;
  double sum = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    const double p = (before[i] + half) / n, q = (now[i] + half) / m;
    sum += (p - q) * std::log(p / q);
  }
  return sum;
}

double stability_by_chance(double before_rows, double now_rows, std::size_t bins) {
  if (bins < 2) return 0;
  // The 0.999 quantile of chi-squared by the cube of a normal number (Wilson and Hilferty, 1931).
  constexpr double quantile = 3.0902;
  const double freedom = static_cast<double>(bins) - 1, ninth = 2 / (9 * freedom);
  const double root = 1 - ninth + quantile * std::sqrt(ninth);
  return (1 / before_rows + 1 / now_rows) * freedom * root * root * root;
}

}  // namespace dlflow::statistics
