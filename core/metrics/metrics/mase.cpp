#include <cmath>

#include "core/metrics/kinds.hpp"
#include "core/metrics/rows.hpp"

namespace dlflow::metrics {
namespace {

double compute(const Scored& scored) {
  const std::size_t rows = rows_of_series(scored);
  return weighted_mean(scored, rows, [&](std::size_t n) {
    return std::abs((*scored.predictions)(n, 0) - scored.values[n]) / scored.naive_absolute[n];
  });
}

}  // namespace

MetricKind mase() {
  return {.name = "mase",
          .doc =
              "Mean of the absolute errors, each over the mean absolute error of the naive "
              "forecast (the value a define.season before) in the training rows of its series; "
              "below 1 it is better than that forecast was.",
          .source =
              "R. Hyndman and A. Koehler, Another look at measures of forecast accuracy "
              "(2006)",
          .for_regression = true,
          .greater_is_better = false,
          .needs_series = true,
          .is_mean_over_rows = true,
          .compute = compute};
}

}  // namespace dlflow::metrics
