#include "core/metrics/kinds.hpp"
#include "core/metrics/rows.hpp"

namespace dlflow::metrics {
namespace {

double compute(const Scored& scored) {
  const std::size_t rows = rows_with_labels(scored);
  return weighted_mean(scored, rows, [&](std::size_t n) {
    const auto shares = scored.predictions->row(n);
    double sum = 0;
    for (std::size_t k = shares.size() == 2 ? 1 : 0; k < shares.size(); ++k) {
      const double error = shares[k] - (static_cast<std::size_t>(scored.labels[n]) == k ? 1 : 0);
      sum += error * error;
    }
    return sum;
  });
}

}  // namespace

MetricKind brier() {
  return {.name = "brier",
          .doc =
              "Mean squared error of the probability of the positive class, 0 to 1; with more than "
              "two classes the errors of all are summed, 0 to 2.",
          .source = "G. Brier, Verification of forecasts expressed in terms of probability (1950)",
          .for_binary = true,
          .for_multiclass = true,
          .greater_is_better = false,
          .is_mean_over_rows = true,
          .compute = compute};
}

}  // namespace dlflow::metrics
