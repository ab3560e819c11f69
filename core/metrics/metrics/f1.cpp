#include <cmath>
#include <limits>

#include "core/metrics/kinds.hpp"
#include "core/metrics/rows.hpp"

namespace dlflow::metrics {
namespace {

/// NaN where the class neither occurs nor is predicted.
double f1_of(const ClassWeights& sums, std::size_t k) {
  return 2 * sums.hit[k] / (sums.truth[k] + sums.predicted[k]);
}

double compute(const Scored& scored) {
  const ClassWeights sums = class_weights(scored);
  if (scored.labels.empty()) return std::numeric_limits<double>::quiet_NaN();
  if (sums.truth.size() == 2) {
    const double score = f1_of(sums, 1);
    return std::isnan(score) ? 0.0 : score;
  }
  double total = 0, present = 0;
  for (std::size_t k = 0; k < sums.truth.size(); ++k) {
    if (sums.truth[k] + sums.predicted[k] <= 0) continue;
    total += f1_of(sums, k);
    present += 1;
  }
  return total / present;
}

}  // namespace

MetricKind f1() {
  return {.name = "f1",
          .doc =
              "2 hits / (true + predicted) of the positive class; with more than two classes the "
              "plain mean over the classes that occur.",
          .for_binary = true,
          .for_multiclass = true,
          .greater_is_better = true,
          .compute = compute};
}

}  // namespace dlflow::metrics
