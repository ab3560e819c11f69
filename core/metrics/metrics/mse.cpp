#include "core/metrics/kinds.hpp"
#include "core/metrics/rows.hpp"

namespace dlflow::metrics {
namespace {

double compute(const Scored& scored) {
  const std::size_t rows = rows_with_values(scored);
  return weighted_mean(scored, rows, [&](std::size_t n) {
    const double error = (*scored.predictions)(n, 0) - scored.values[n];
    return error * error;
  });
}

}  // namespace

MetricKind mse() {
  return {.name = "mse",
          .doc = "Mean of the squared errors, in the squared unit of the target.",
          .source = "as scikit-learn's mean_squared_error",
          .for_regression = true,
          .greater_is_better = false,
          .is_mean_over_rows = true,
          .compute = compute};
}

}  // namespace dlflow::metrics
