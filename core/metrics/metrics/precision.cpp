#include "core/metrics/kinds.hpp"
#include "core/metrics/rows.hpp"

namespace dlflow::metrics {
namespace {

double of_class(const ClassWeights& sums, std::size_t k) { return sums.hit[k] / sums.predicted[k]; }

double compute(const Scored& scored) { return ratio_of_classes(scored, of_class); }

}  // namespace

MetricKind precision() {
  return {.name = "precision",
          .doc =
              "Share of the rows predicted positive that are; with more than two classes the plain "
              "mean over the classes that occur. A class never predicted counts as 0.",
          .for_binary = true,
          .for_multiclass = true,
          .is_share = true,
          .compute = compute};
}

}  // namespace dlflow::metrics
