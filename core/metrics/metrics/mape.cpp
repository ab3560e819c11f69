#include <algorithm>
#include <cmath>
#include <limits>

#include "core/metrics/kinds.hpp"
#include "core/metrics/rows.hpp"

namespace dlflow::metrics {
namespace {

double compute(const Scored& scored) {
  const std::size_t rows = rows_with_values(scored);
  return weighted_mean(scored, rows, [&](std::size_t n) {
    const double size = std::abs(scored.values[n]);
    return std::abs((*scored.predictions)(n, 0) - scored.values[n]) /
           std::max(size, std::numeric_limits<double>::epsilon());
  });
}

}  // namespace

MetricKind mape() {
  return {
      .name = "mape",
      .doc =
          "Mean of the absolute errors, each as a share of the true value (0.1 is 10 %); a true "
          "value of 0 counts as 2.2e-16.",
      .source = "as scikit-learn's mean_absolute_percentage_error",
      .for_regression = true,
      .greater_is_better = false,
      .is_mean_over_rows = true,
      .compute = compute};
}

}  // namespace dlflow::metrics
