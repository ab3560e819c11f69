#include "core/metrics/naive_error.hpp"

#include <cmath>

#include "core/base/error.hpp"
#include "core/metrics/rows.hpp"

namespace dlflow::metrics {

NaiveError naive_error(std::span<const double> values, std::size_t season) {
  DLFLOW_REQUIRE(season >= 1, "a season of at least one step");
  double absolute = 0, square = 0;
  std::size_t pairs = 0;
  for (std::size_t t = season; t < values.size(); ++t) {
    const double step = values[t] - values[t - season];
    if (std::isnan(step)) continue;
    ++pairs;
    absolute += std::abs(step);
    square += step * step;
  }
  if (!(square > 0)) return {kUndefined, kUndefined};
  const auto steps = static_cast<double>(pairs);
  return {absolute / steps, square / steps};
}

}  // namespace dlflow::metrics
