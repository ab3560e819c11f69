#include "core/metrics/kinds.hpp"
#include "core/metrics/rows.hpp"

namespace dlflow::metrics {
namespace {

double compute(const Scored& scored) {
  const std::size_t rows = rows_with_labels(scored);
  return weighted_mean(scored, rows, [&](std::size_t n) {
    return predicted_class(scored, n) == static_cast<std::size_t>(scored.labels[n]) ? 1.0 : 0.0;
  });
}

}  // namespace

MetricKind accuracy() {
  return {.name = "accuracy",
          .doc =
              "Share of rows whose most probable class is the true one; of equal probabilities the "
              "lower class is predicted.",
          .for_binary = true,
          .for_multiclass = true,
          .greater_is_better = true,
          .compute = compute};
}

}  // namespace dlflow::metrics
