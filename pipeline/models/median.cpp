#include <algorithm>
#include <numeric>

#include "pipeline/models/checks.hpp"
#include "pipeline/models/constant.hpp"
#include "pipeline/models/kinds.hpp"

namespace dlflow::models {
namespace {

/// The value at which half of the weight is reached; the middle of two when it is reached exactly
/// between them.
double weighted_median(const std::vector<double>& values, const std::vector<double>& weights) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  double all = 0;
  for (double weight : weights) all += weight;
  double below = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    below += weights[order[i]];
    if (2 * below == all && i + 1 < order.size())
      return values[order[i]] / 2 + values[order[i + 1]] / 2;
    if (2 * below >= all) return values[order[i]];
  }
  return values[order.back()];
}

class Median final : public Constant {
 public:
  Median(const NoOptions&, const Problem&) : Constant(weighted_median) {}
};

}  // namespace

ModelKind median() {
  return kind<NoOptions, Median>(
      {.name = "median",
       .doc = "Baseline: the median of the training target, the best constant for absolute errors.",
       .source = "as scikit-learn's DummyRegressor, strategy median",
       .example = "",
       .is_baseline = true},
      [](const NoOptions&, const Problem& problem) { return needs_numbers(problem); });
}

}  // namespace dlflow::models
