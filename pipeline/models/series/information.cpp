#include "pipeline/models/series/information.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace dlflow::models {

double above_rounding(double squares, std::span<const double> values) {
  constexpr double kRounding = 1e-24;
  double size = 0;
  for (const double value : values) size += value * value;
  return std::max({squares, kRounding * size, std::numeric_limits<double>::min()});
}

double aicc(double deviance, std::size_t values, std::size_t count) {
  const auto n = static_cast<double>(values), k = static_cast<double>(count);
  if (!(n > k + 1) || !std::isfinite(deviance)) return std::numeric_limits<double>::infinity();
  return deviance + 2 * k + 2 * k * (k + 1) / (n - k - 1);
}

double aicc_of_squares(double squares, std::span<const double> values, std::size_t count) {
  const auto n = static_cast<double>(values.size());
  return aicc(n * std::log(above_rounding(squares, values) / n), values.size(), count);
}

}  // namespace dlflow::models
