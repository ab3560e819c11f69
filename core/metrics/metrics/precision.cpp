#include "core/metrics/kinds.hpp"
#include "core/metrics/rows.hpp"

namespace dlflow::metrics {
namespace {

double of_class(const ClassWeights& sums, std::size_t k) { return sums.hit[k] / sums.predicted[k]; }

double compute(const Scored& scored) { return ratio_of_classes(scored, of_class); }

}  // namespace

MetricKind precision() {
  return share_of_classes(
      "precision",
      "Share of the rows predicted positive that are; with more than two classes the plain "
      "mean over the classes that occur. A class never predicted counts as 0.",
      "as scikit-learn's precision_score", compute);
}

}  // namespace dlflow::metrics
