#include <cmath>
#include <map>

#include "core/metrics/kinds.hpp"
#include "core/metrics/rows.hpp"

namespace dlflow::metrics {
namespace {

/// sum_s w[s] sqrt(mean scaled square of s) / sum_s w[s], w[s] the weight of the rows of series s.
double compute(const Scored& scored) {
  struct Sums {
    double squares = 0, weight = 0;
  };
  const std::size_t rows = rows_of_series(scored);
  std::map<std::int32_t, Sums> series;
  for (std::size_t n = 0; n < rows; ++n) {
    const double error = (*scored.predictions)(n, 0) - scored.values[n];
    const double weight = weight_of(scored, n);
    Sums& sums = series[scored.series[n]];
    sums.squares += weight * (error * error / scored.naive_square[n]);
    sums.weight += weight;
  }
  double sum = 0, total = 0;
  for (const auto& [id, sums] : series) {
    if (sums.weight == 0) continue;
    sum += sums.weight * std::sqrt(sums.squares / sums.weight);
    total += sums.weight;
  }
  return sum / total;
}

}  // namespace

MetricKind rmsse() {
  return {.name = "rmsse",
          .doc =
              "Root of the mean squared error over the mean squared error of the naive forecast "
              "(the value a define.season before) in the training rows, of each series; the "
              "mean over series, by their rows.",
          .source =
              "S. Makridakis, E. Spiliotis and V. Assimakopoulos, The M5 accuracy "
              "competition (2022), whose scale begins at the first value that is not 0; "
              "after R. Hyndman and A. Koehler (2006)",
          .for_regression = true,
          .greater_is_better = false,
          .needs_series = true,
          .compute = compute};
}

}  // namespace dlflow::metrics
