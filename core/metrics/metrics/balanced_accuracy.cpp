#include "core/metrics/kinds.hpp"
#include "core/metrics/rows.hpp"

namespace dlflow::metrics {
namespace {

double compute(const Scored& scored) {
  const ClassWeights sums = class_weights(scored);
  double recalls = 0, present = 0;
  for (std::size_t k = 0; k < sums.truth.size(); ++k) {
    if (sums.truth[k] <= 0) continue;
    recalls += sums.hit[k] / sums.truth[k];
    present += 1;
  }
  return recalls / present;
}

}  // namespace

MetricKind balanced_accuracy() {
  return {.name = "balanced_accuracy",
          .doc = "Mean recall of the classes that occur in the truth.",
          .source =
              "K. Brodersen, C. Ong, K. Stephan and J. Buhmann, The balanced accuracy and its "
              "posterior distribution (2010); as scikit-learn's balanced_accuracy_score",
          .for_binary = true,
          .for_multiclass = true,
          .greater_is_better = true,
          .counts_classes_alike = true,
          .is_share = true,
          .compute = compute};
}

}  // namespace dlflow::metrics
