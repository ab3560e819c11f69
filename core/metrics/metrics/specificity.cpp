#include "core/metrics/kinds.hpp"
#include "core/metrics/rows.hpp"

namespace dlflow::metrics {
namespace {

double of_class(const ClassWeights& sums, std::size_t k) {
  // Summed anew: the weight of all less that of class k would not be 0 where it must be.
  double negatives = 0;
  for (std::size_t other = 0; other < sums.truth.size(); ++other)
    if (other != k) negatives += sums.truth[other];
  const double false_positives = sums.predicted[k] - sums.hit[k];
  return negatives > 0 ? 1 - false_positives / negatives : kUndefined;
}

double compute(const Scored& scored) { return ratio_of_classes(scored, of_class); }

}  // namespace

MetricKind specificity() {
  return share_of_classes(
      "specificity",
      "Share of the negative rows that are not predicted positive; with more than two "
      "classes the plain mean of each class against the rest. Without a negative it is 0.",
      "as imbalanced-learn's specificity_score", compute);
}

}  // namespace dlflow::metrics
