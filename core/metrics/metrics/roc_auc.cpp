#include "core/metrics/kinds.hpp"
#include "core/metrics/rows.hpp"

namespace dlflow::metrics {
namespace {

/// Area of class k against the rest:
///
///   sum over positive rows of w (weight of negatives below + half of the negatives that tie)
double area(const Scored& scored, std::size_t k) {
  const auto order = ascending_rows(scored, k);
  const auto share = [&](std::size_t at) { return (*scored.predictions)(order[at], k); };
  double sum = 0, positives = 0, negatives = 0;
  for (std::size_t at = 0; at < order.size();) {
    double tied_positives = 0, tied_negatives = 0;
    const double level = share(at);
    for (; at < order.size() && share(at) == level; ++at) {
      const bool is_positive = static_cast<std::size_t>(scored.labels[order[at]]) == k;
      (is_positive ? tied_positives : tied_negatives) += weight_of(scored, order[at]);
    }
    sum += tied_positives * (negatives + tied_negatives / 2);
    positives += tied_positives;
    negatives += tied_negatives;
  }
  return positives > 0 && negatives > 0 ? sum / (positives * negatives) : kUndefined;
}

double compute(const Scored& scored) { return one_against_rest(scored, area); }

}  // namespace

MetricKind roc_auc() {
  return {
      .name = "roc_auc",
      .doc =
          "Chance that a positive row is ranked before a negative one, ties count half; with more "
          "than two classes the plain mean of each class against the rest.",
      .source =
          "J. Hanley and B. McNeil, The meaning and use of the area under a receiver operating "
          "characteristic curve (1982); as scikit-learn's roc_auc_score",
      .for_binary = true,
      .for_multiclass = true,
      .greater_is_better = true,
      .is_share = true,
      .compute = compute};
}

}  // namespace dlflow::metrics
