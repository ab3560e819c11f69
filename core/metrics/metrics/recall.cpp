#include "core/metrics/kinds.hpp"
#include "core/metrics/rows.hpp"

namespace dlflow::metrics {
namespace {

double of_class(const ClassWeights& sums, std::size_t k) { return sums.hit[k] / sums.truth[k]; }

double compute(const Scored& scored) { return ratio_of_classes(scored, of_class); }

}  // namespace

MetricKind recall() {
  return share_of_classes(
      "recall",
      "Share of the positive rows that are found (sensitivity); with more than two classes "
      "the plain mean over the classes that occur. Without a true one it is 0.",
      "as scikit-learn's recall_score", compute);
}

}  // namespace dlflow::metrics
