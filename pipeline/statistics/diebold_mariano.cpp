#include "pipeline/statistics/diebold_mariano.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.hpp"

namespace dlflow::statistics {

TestResult diebold_mariano(std::span<const double> differences, std::size_t lags) {
  if (std::ranges::any_of(differences, [](double d) { return std::isnan(d); }))
    return {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
  const std::size_t count = differences.size();
  if (count < 2) return {};
  DLFLOW_REQUIRE(lags < count, "fewer lags than differences");
  const auto n = static_cast<double>(count);
  double mean = 0;
  for (const double d : differences) mean += d / n;
  double variance = 0;
  for (std::size_t lag = 0; lag <= lags; ++lag) {
    double products = 0;
    for (std::size_t t = lag; t < count; ++t)
      products += (differences[t] - mean) * (differences[t - lag] - mean);
    const double weight = 1 - static_cast<double>(lag) / static_cast<double>(lags + 1);
    variance += (lag == 0 ? 1 : 2 * weight) * products / n;
  }
  if (variance <= 0) {
    if (mean == 0) return {};
    return {std::copysign(std::numeric_limits<double>::infinity(), mean), 0};
  }
  const auto h = static_cast<double>(lags + 1);
  const double few = std::sqrt(std::max(0.0, n + 1 - 2 * h + h * (h - 1) / n) / n);
  const double statistic = few * mean / std::sqrt(variance / n);
  return {statistic, student_t_two_sided(statistic, n - 1)};
}

std::size_t usual_lags(std::size_t count) {
  std::size_t lags = 0;
  while ((lags + 1) * (lags + 1) * (lags + 1) <= count) ++lags;
  return count == 0 ? 0 : std::min(lags, count - 1);
}

}  // namespace dlflow::statistics
