#include <cmath>

#include "core/metrics/kinds.hpp"
#include "core/metrics/rows.hpp"

namespace dlflow::metrics {
namespace {

double compute(const Scored& scored) {
  const std::size_t rows = rows_with_values(scored);
  return weighted_mean(scored, rows, [&](std::size_t n) {
    const double guess = (*scored.predictions)(n, 0), truth = scored.values[n];
    const double size = std::abs(guess) + std::abs(truth);
    return size == 0 ? 0.0 : 2 * std::abs(guess - truth) / size;
  });
}

}  // namespace

MetricKind smape() {
  return {.name = "smape",
          .doc = "Mean of 2 |error| / (|true| + |predicted|), 0 to 2; 0 where both are 0.",
          .source = "S. Makridakis, Accuracy measures: theoretical and practical concerns (1993)",
          .for_regression = true,
          .greater_is_better = false,
          .is_mean_over_rows = true,
          .compute = compute};
}

}  // namespace dlflow::metrics
