#include <algorithm>
#include <cmath>

#include <limits>

#include "core/metrics/kinds.hpp"
#include "core/metrics/rows.hpp"

namespace dlflow::metrics {
namespace {

/// The weighted variance of value(n) over the rows; 0 exactly where all are equal.
template <class Value>
double variance(const Scored& scored, std::size_t rows, Value&& value) {
  bool is_constant = true;
  for (std::size_t n = 0; n < rows; ++n) is_constant &= value(n) == value(0);
  if (is_constant) return 0;
  const double mean = weighted_mean(scored, rows, value);
  return weighted_mean(scored, rows, [&](std::size_t n) {
    const double deviation = value(n) - mean;
    return deviation * deviation;
  });
}

double compute(const Scored& scored) {
  const std::size_t rows = rows_with_values(scored);
  if (rows == 0) return kUndefined;
  const double errors = variance(
      scored, rows, [&](std::size_t n) { return scored.values[n] - (*scored.predictions)(n, 0); });
  const double values = variance(scored, rows, [&](std::size_t n) { return scored.values[n]; });
  if (std::isnan(errors)) return kUndefined;
  if (values == 0) return errors == 0 ? 1 : 0;
  return 1 - errors / values;
}

}  // namespace

MetricKind explained_variance() {
  return {.name = "explained_variance",
          .doc =
              "1 - variance of the errors / variance of the true values: r2 without the share of a "
              "constant error.",
          .source = "as scikit-learn's explained_variance_score",
          .for_regression = true,
          .is_share = true,
          .lowest = -std::numeric_limits<double>::infinity(),
          .compute = compute};
}

}  // namespace dlflow::metrics
