#include <cmath>

#include "core/metrics/kinds.hpp"
#include "core/metrics/rows.hpp"

namespace dlflow::metrics {
namespace {

double compute(const Scored& scored) {
  const std::size_t rows = rows_with_values(scored);
  return std::sqrt(weighted_mean(scored, rows, [&](std::size_t n) {
    const double guess = (*scored.predictions)(n, 0), truth = scored.values[n];
    if (guess < 0 || truth < 0) return kUndefined;
    const double error = std::log1p(guess) - std::log1p(truth);
    return error * error;
  }));
}

}  // namespace

MetricKind rmsle() {
  return {.name = "rmsle",
          .doc =
              "Root of the mean squared error of log(1 + value): a relative error; not defined "
              "where a value or a prediction is below 0.",
          .source = "as the root of scikit-learn's mean_squared_log_error",
          .for_regression = true,
          .greater_is_better = false,
          .compute = compute};
}

}  // namespace dlflow::metrics
