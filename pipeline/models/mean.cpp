#include "pipeline/models/checks.hpp"
#include "pipeline/models/constant.hpp"
#include "pipeline/models/kinds.hpp"

namespace dlflow::models {
namespace {

double weighted_mean(const std::vector<double>& values, const std::vector<double>& weights) {
  double sum = 0, all = 0;
  for (std::size_t n = 0; n < values.size(); ++n) {
    sum += weights[n] * values[n];
    all += weights[n];
  }
  return sum / all;
}

class Mean final : public Constant {
 public:
  Mean(const NoOptions&, const Problem&) : Constant(weighted_mean) {}
};

}  // namespace

ModelKind mean() {
  return kind<NoOptions, Mean>(
      {.name = "mean",
       .doc = "Baseline: the mean of the training target, the best constant for squared errors.",
       .source = "as scikit-learn's DummyRegressor, strategy mean",
       .example = "",
       .is_baseline = true},
      [](const NoOptions&, const Problem& problem) { return needs_numbers(problem); });
}

}  // namespace dlflow::models
