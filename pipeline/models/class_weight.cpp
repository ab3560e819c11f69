#include "pipeline/models/class_weight.hpp"

#include <array>

namespace dlflow::models {

std::span<const std::string_view> names_of(ClassWeight) {
  static constexpr std::array<std::string_view, 2> kNames = {"equal", "balanced"};
  return kNames;
}

std::vector<double> class_factors(ClassWeight rule, const std::vector<int>& labels,
                                  const std::vector<double>& weights, int classes) {
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
