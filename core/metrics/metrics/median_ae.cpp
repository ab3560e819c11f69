#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "core/metrics/kinds.hpp"
#include "core/metrics/rows.hpp"

namespace dlflow::metrics {
namespace {

/// The error at which half of the weight is reached, errors ascending.
double weighted_median(const std::vector<std::pair<double, double>>& errors) {
  double total = 0, below = 0;
  for (const auto& [error, weight] : errors) total += weight;
  if (!(total > 0)) return kUndefined;
  for (const auto& [error, weight] : errors) {
    below += weight;
    if (below >= total / 2) return error;
  }
  return errors.back().first;
}

double compute(const Scored& scored) {
  const std::size_t rows = rows_with_values(scored);
  if (rows == 0) return kUndefined;
  std::vector<std::pair<double, double>> errors;
  for (std::size_t n = 0; n < rows; ++n) {
    const double error = std::abs((*scored.predictions)(n, 0) - scored.values[n]);
    if (std::isnan(error)) return kUndefined;
    errors.emplace_back(error, weight_of(scored, n));
  }
  std::ranges::stable_sort(errors, {}, &std::pair<double, double>::first);
  if (!scored.weights.empty()) return weighted_median(errors);
  const double upper = errors[rows / 2].first;
  return rows % 2 == 1 ? upper : (errors[rows / 2 - 1].first + upper) / 2;
}

}  // namespace

MetricKind median_ae() {
  return {.name = "median_ae",
          .doc =
              "Median of the absolute errors, in the unit of the target; with weights the error at "
              "which half of the weight is reached.",
          .source = "as scikit-learn's median_absolute_error",
          .for_regression = true,
          .greater_is_better = false,
          .compute = compute};
}

}  // namespace dlflow::metrics
