#include <algorithm>
#include <cmath>

#include "core/metrics/kinds.hpp"
#include "core/metrics/rows.hpp"

namespace dlflow::metrics {
namespace {

constexpr double kSmallest = 1e-15;

double clipped(double share) {
  return std::isnan(share) ? share : std::clamp(share, kSmallest, 1 - kSmallest);
}

double compute(const Scored& scored) {
  const std::size_t rows = rows_with_labels(scored);
  return weighted_mean(scored, rows, [&](std::size_t n) {
    const auto shares = scored.predictions->row(n);
    double sum = 0;
    for (const double share : shares) sum += clipped(share);
    return -std::log(clipped(shares[static_cast<std::size_t>(scored.labels[n])]) / sum);
  });
}

}  // namespace

MetricKind log_loss() {
  return {.name = "log_loss",
          .doc =
              "-mean log of the probability of the true class, in nats; probabilities are clipped "
              "to [1e-15, 1 - 1e-15] and made to sum to 1 again.",
          .source = "I. Good, Rational decisions (1952); as scikit-learn's log_loss",
          .for_binary = true,
          .for_multiclass = true,
          .greater_is_better = false,
          .is_mean_over_rows = true,
          .compute = compute};
}

}  // namespace dlflow::metrics
