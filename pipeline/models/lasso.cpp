#include "pipeline/models/kind.hpp"
#include "pipeline/models/kinds.hpp"
#include "pipeline/models/penalized_regression.hpp"

namespace dlflow::models {
namespace {

/// Tibshirani, Regression shrinkage and selection via the lasso (1996).
class Lasso final : public PenalizedRegression {
 public:
  Lasso(const PenaltyOptions& options, const Problem&) : PenalizedRegression(options, 1) {}
};

}  // namespace

ModelKind lasso() {
  return kind<PenaltyOptions, Lasso>(
      {.name = "lasso",
       .doc = "Linear regression that leaves useless columns out.",
       .source = "R. Tibshirani, Regression shrinkage and selection via the lasso (1996); as "
                 "scikit-learn's Lasso",
       .example = "{alpha: 0.5}",
       .complexity = 1,
       .is_linear = true,
       .version = 2},
      [](const PenaltyOptions&, const Problem& problem) { return unsuited_for_descent(problem); });
}

}  // namespace dlflow::models
