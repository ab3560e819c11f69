#include <algorithm>
#include <cmath>

#include "core/metrics/kinds.hpp"
#include "core/metrics/rows.hpp"

namespace dlflow::metrics {
namespace {

double compute(const Scored& scored) {
  const std::size_t rows = rows_with_values(scored);
  double largest = -1;
  for (std::size_t n = 0; n < rows; ++n) {
    const double error = std::abs((*scored.predictions)(n, 0) - scored.values[n]);
    if (std::isnan(error)) return kUndefined;
    if (weight_of(scored, n) > 0) largest = std::max(largest, error);
  }
  return largest < 0 ? kUndefined : largest;
}

}  // namespace

MetricKind max_error() {
  return {.name = "max_error",
          .doc = "The largest absolute error of a row whose weight is above 0.",
          .source = "as scikit-learn's max_error, over rows that count",
          .for_regression = true,
          .greater_is_better = false,
          .compute = compute};
}

}  // namespace dlflow::metrics
