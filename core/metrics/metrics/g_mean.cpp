#include <cmath>

#include "core/metrics/kinds.hpp"
#include "core/metrics/rows.hpp"

namespace dlflow::metrics {
namespace {

double compute(const Scored& scored) {
  const ClassWeights sums = class_weights(scored);
  double product = 1, present = 0;
  for (std::size_t k = 0; k < sums.truth.size(); ++k) {
    if (sums.truth[k] == 0) continue;
    product *= sums.hit[k] / sums.truth[k];
    present += 1;
  }
  return present > 0 ? std::pow(product, 1 / present) : kUndefined;
}

}  // namespace

MetricKind g_mean() {
  MetricKind kind = share_of_classes(
      "g_mean",
      "Geometric mean of the recalls of the classes that occur in the truth: with two, the "
      "root of recall times specificity.",
      "M. Kubat and S. Matwin, Addressing the curse of imbalanced training sets: one-sided "
      "selection (1997)",
      compute);
  kind.counts_classes_alike = true;
  return kind;
}

}  // namespace dlflow::metrics
