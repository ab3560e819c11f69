#include <cmath>

#include "core/metrics/kinds.hpp"
#include "core/metrics/rows.hpp"

namespace dlflow::metrics {
namespace {

double compute(const Scored& scored) {
  const std::size_t rows = rows_with_values(scored);
  return std::sqrt(weighted_mean(scored, rows, [&](std::size_t n) {
    const double error = (*scored.predictions)(n, 0) - scored.values[n];
    return error * error;
  }));
}

}  // namespace

MetricKind rmse() {
  return {.name = "rmse",
          .doc = "Square root of the mean squared error, in the unit of the target.",
          .source = "as the root of scikit-learn's mean_squared_error",
          .for_regression = true,
          .greater_is_better = false,
          .compute = compute};
}

}  // namespace dlflow::metrics
