#include <cmath>

#include "core/metrics/kinds.hpp"
#include "core/metrics/rows.hpp"

namespace dlflow::metrics {
namespace {

double compute(const Scored& scored) {
  const std::size_t rows = rows_with_values(scored);
  return weighted_mean(scored, rows, [&](std::size_t n) {
    return std::abs((*scored.predictions)(n, 0) - scored.values[n]);
  });
}

}  // namespace

MetricKind mae() {
  return {.name = "mae",
          .doc = "Mean of the absolute errors, in the unit of the target.",
          .source = "as scikit-learn's mean_absolute_error",
          .for_regression = true,
          .greater_is_better = false,
          .is_mean_over_rows = true,
          .compute = compute};
}

}  // namespace dlflow::metrics
