#include <cmath>

#include "core/metrics/kinds.hpp"
#include "core/metrics/rows.hpp"

namespace dlflow::metrics {
namespace {

double compute(const Scored& scored) {
  const std::size_t rows = rows_with_values(scored);
  double errors = 0, sizes = 0;
  for (std::size_t n = 0; n < rows; ++n) {
    errors += weight_of(scored, n) * std::abs((*scored.predictions)(n, 0) - scored.values[n]);
    sizes += weight_of(scored, n) * std::abs(scored.values[n]);
  }
  return sizes > 0 ? errors / sizes : kUndefined;
}

}  // namespace

MetricKind wape() {
  return {
      .name = "wape",
      .doc =
          "Sum of the absolute errors as a share of the sum of the absolute true values; not "
          "defined where all of these are 0.",
      .source = "S. Kolassa and W. Schuetz, Advantages of the MAD/mean ratio over the MAPE (2007)",
      .for_regression = true,
      .greater_is_better = false,
      .compute = compute};
}

}  // namespace dlflow::metrics
