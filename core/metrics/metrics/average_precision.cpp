#include "core/metrics/kinds.hpp"
#include "core/metrics/rows.hpp"

namespace dlflow::metrics {
namespace {

/// sum over levels, the highest first, of (rise of recall) x precision.
double of_class(const Scored& scored, std::size_t k) {
  const auto order = ascending_rows(scored, k);
  const auto share = [&](std::size_t at) { return (*scored.predictions)(order[at], k); };
  double sum = 0, hits = 0, taken = 0;
  for (std::size_t left = order.size(); left > 0;) {
    const double level = share(left - 1), before = hits;
    for (; left > 0 && share(left - 1) == level; --left) {
      const double weight = weight_of(scored, order[left - 1]);
      taken += weight;
      if (static_cast<std::size_t>(scored.labels[order[left - 1]]) == k) hits += weight;
    }
    if (hits > before) sum += (hits - before) * hits / taken;
  }
  return hits > 0 ? sum / hits : kUndefined;
}

double compute(const Scored& scored) { return one_against_rest(scored, of_class); }

}  // namespace

MetricKind average_precision() {
  return share_of_classes(
      "average_precision",
      "Precision averaged over the recall that each threshold gains; with more than two "
      "classes the plain mean of each class against the rest.",
      "as scikit-learn's average_precision_score", compute);
}

}  // namespace dlflow::metrics
