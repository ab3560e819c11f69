#include <algorithm>
#include <limits>

#include "core/metrics/kinds.hpp"
#include "core/metrics/rows.hpp"

namespace dlflow::metrics {
namespace {

double compute(const Scored& scored) {
  const std::size_t rows = rows_with_values(scored);
  if (rows < 2) return std::numeric_limits<double>::quiet_NaN();
  // Exactly, since a weighted mean of equal values may differ from them in the last digit.
  const bool is_constant = std::ranges::all_of(
      scored.values, [&](double value) { return value == scored.values.front(); });
  const double mean = weighted_mean(scored, rows, [&](std::size_t n) { return scored.values[n]; });
  double errors = 0, deviations = 0;
  for (std::size_t n = 0; n < rows; ++n) {
    const double error = (*scored.predictions)(n, 0) - scored.values[n];
    const double deviation = scored.values[n] - mean;
    errors += weight_of(scored, n) * error * error;
    deviations += weight_of(scored, n) * deviation * deviation;
  }
  // A constant truth: 1 when it is met exactly, else 0, as scikit-learn has it.
  if (is_constant) return errors == 0 ? 1.0 : errors > 0 ? 0.0 : errors;
  return 1 - errors / deviations;
}

}  // namespace

MetricKind r2() {
  return {.name = "r2",
          .doc =
              "1 - squared errors / squared deviations from the mean; 0 is as good as the mean of "
              "the judged rows.",
          .source = "as scikit-learn's r2_score",
          .for_regression = true,
          .greater_is_better = true,
          .is_share = true,
          .lowest = -std::numeric_limits<double>::infinity(),
          .compute = compute};
}

}  // namespace dlflow::metrics
