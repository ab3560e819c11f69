
#include "pipeline/algebra/decompositions.hpp"
#include "pipeline/models/checks.hpp"
#include "pipeline/models/kind.hpp"
#include "pipeline/models/kinds.hpp"
#include "pipeline/models/linear_regressor.hpp"

namespace dlflow::models {
namespace {

struct Options {
  bool fit_intercept = true;
};
void describe(schema::Object& o, Options& x) {
  o.field("fit_intercept", x.fit_intercept, "Learn a constant.");
}

/// argmin_w |A w - t|^2, of several the one of least norm; as scikit-learn's LinearRegression.
class LinearRegression final : public LinearRegressor {
 public:
  LinearRegression(const Options& options, const Problem&) : options_(options) {}

 private:
  Solution solve(RegressionRows rows, const data::Target&, const FitContext&) const override {
    const LeastSquaresTask task = least_squares(std::move(rows), options_.fit_intercept);
    const Eigen::VectorXd w = algebra::least_squares(task.design, task.target);
    return {w, task.intercept(w)};
  }

  Options options_;
};

}  // namespace

ModelKind linear_regression() {
  return kind<Options, LinearRegression>(
      {.name = "linear_regression",
       .doc = "Ordinary least squares: a weighted sum of the columns, without a penalty.",
       .source = "A. Legendre, Nouvelles methodes pour la determination des orbites des cometes "
                 "(1805), the least squares; as scikit-learn's LinearRegression",
       .example = "{fit_intercept: false}",
       .complexity = 1,
       .is_linear = true},
      [](const Options&, const Problem& problem) { return needs_numbers_from_dense(problem); });
}

}  // namespace dlflow::models
