#include "pipeline/models/class_weight.hpp"

#include <algorithm>

#include "pipeline/models/checks.hpp"

namespace dlflow::models {

std::vector<double> class_factors(ClassWeight rule, std::span<const std::int32_t> labels,
                                  std::span<const double> weights, int classes) {
  std::vector<double> factors(static_cast<std::size_t>(classes), 1.0);
  if (rule == ClassWeight::equal) return factors;
  std::vector<double> share(factors.size(), 0.0);
  double all = 0;
  for (std::size_t n = 0; n < labels.size(); ++n) {
    share[static_cast<std::size_t>(labels[n])] += weights[n];
    all += weights[n];
  }
  for (std::size_t k = 0; k < factors.size(); ++k) factors[k] = all / (classes * share[k]);
  return factors;
}

std::optional<std::vector<double>> whole_class_weights(const data::Target& y) {
  const std::vector<double> weights = row_weights(y);
  std::vector<double> whole(static_cast<std::size_t>(std::max(y.classes, 1)), 0);
  for (std::size_t n = 0; n < weights.size(); ++n) {
    double& weight = whole[y.classes > 0 ? static_cast<std::size_t>(y.labels[n]) : 0];
    if (weight == 0) weight = weights[n];
    if (weights[n] != weight) return std::nullopt;
  }
  return whole;
}

}  // namespace dlflow::models
