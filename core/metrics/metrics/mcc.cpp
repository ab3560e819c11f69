#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/metrics/kinds.hpp"
#include "core/metrics/rows.hpp"

namespace dlflow::metrics {
namespace {

double sum(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

/// sum_k a[k] (all - a[k]): 0 exactly when one class alone occurs.
double spread(const std::vector<double>& a, double all) {
  if (std::ranges::count_if(a, [](double weight) { return weight != 0; }) < 2) return 0;
  double out = 0;
  for (const double weight : a) out += weight * (all - weight);
  return out;
}

double compute(const Scored& scored) {
  const ClassWeights sums = class_weights(scored);
  const double all = sum(sums.truth);
  if (!(all > 0)) return kUndefined;
  double chance = 0;
  for (std::size_t k = 0; k < sums.truth.size(); ++k) chance += sums.truth[k] * sums.predicted[k];
  const double spreads = spread(sums.truth, all) * spread(sums.predicted, all);
  return spreads > 0 ? (sum(sums.hit) * all - chance) / std::sqrt(spreads) : 0;
}

}  // namespace

MetricKind mcc() {
  return share_of_classes(
      "mcc",
      "Matthews correlation coefficient of the true and the predicted classes, -1 to 1; 0 "
      "where one of the two holds a single class.",
      "B. Matthews, Comparison of the predicted and observed secondary structure of T4 phage "
      "lysozyme (1975); J. Gorodkin, Comparing two K-category assignments by a K-category "
      "correlation coefficient (2004)",
      compute, -1);
}

}  // namespace dlflow::metrics
