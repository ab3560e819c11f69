#include "core/metrics/kinds.hpp"
#include "core/metrics/rows.hpp"

namespace dlflow::metrics {
namespace {

double compute(const Scored& scored) {
  const std::size_t rows = rows_with_labels(scored);
  return weighted_mean(scored, rows, [&](std::size_t n) { return is_hit(scored, n); });
}

}  // namespace

MetricKind accuracy() {
  return {.name = "accuracy",
          .doc =
              "Share of rows whose most probable class is the true one; of equal probabilities the "
              "lower class is predicted.",
          .source = "as scikit-learn's accuracy_score",
          .for_binary = true,
          .for_multiclass = true,
          .greater_is_better = true,
          .is_share = true,
          .is_mean_over_rows = true,
          .compute = compute};
}

}  // namespace dlflow::metrics
