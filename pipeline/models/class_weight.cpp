#include "pipeline/models/class_weight.hpp"

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

}  // namespace dlflow::models
