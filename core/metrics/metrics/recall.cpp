#include "core/metrics/kinds.hpp"
#include "core/metrics/rows.hpp"

namespace dlflow::metrics {
namespace {

double of_class(const ClassWeights& sums, std::size_t k) { return sums.hit[k] / sums.truth[k]; }

double compute(const Scored& scored) { return ratio_of_classes(scored, of_class); }

}  // namespace

MetricKind recall() {
  return {.name = "recall",
          .doc =
              "Share of the positive rows that are found (sensitivity); with more than two classes "
              "the plain mean over the classes that occur. Without a true one it is 0.",
          .for_binary = true,
          .for_multiclass = true,
          .is_share = true,
          .compute = compute};
}

}  // namespace dlflow::metrics
