#include "pipeline/models/kind.hpp"
#include "pipeline/models/kinds.hpp"
#include "pipeline/models/penalized_regression.hpp"

namespace dlflow::models {
namespace {

struct Options {
  PenaltyOptions penalty;
  double l1_ratio = 0.5;
};
void describe(schema::Object& o, Options& x) {
  o.field("l1_ratio", x.l1_ratio, "Share of the penalty on absolute coefficients; 1 is the lasso.")
      .above(0)
      .at_most(1);
  describe(o, x.penalty);
}

/// Zou and Hastie, Regularization and variable selection via the elastic net (2005).
class ElasticNet final : public PenalizedRegression {
 public:
  ElasticNet(const Options& options, const Problem&)
      : PenalizedRegression(options.penalty, options.l1_ratio) {}
};

}  // namespace

ModelKind elastic_net() {
  return kind<Options, ElasticNet>(
      {.name = "elastic_net",
       .doc = "Linear regression that shares weight among like columns and leaves out the useless.",
       .source = "H. Zou and T. Hastie, Regularization and variable selection via the elastic net "
                 "(2005); as scikit-learn's ElasticNet",
       .example = "{l1_ratio: 0.8}",
       .complexity = 1,
       .is_linear = true,
       .version = 2},
      [](const Options&, const Problem& problem) { return unsuited_for_descent(problem); });
}

}  // namespace dlflow::models
