
#include "pipeline/algebra/decompositions.hpp"
#include "pipeline/models/checks.hpp"
#include "pipeline/models/kind.hpp"
#include "pipeline/models/kinds.hpp"
#include "pipeline/models/linear_regressor.hpp"

namespace dlflow::models {
namespace {

struct Options {
  double alpha = 1.0;
  bool fit_intercept = true;
};
void describe(schema::Object& o, Options& x) {
  o.field("alpha", x.alpha, "Weight of the squared coefficients beside the squared errors.")
      .at_least(0);
  o.field("fit_intercept", x.fit_intercept, "Learn a constant, which is not penalized.");
}

/// argmin_w |A w - t|^2 + alpha |w|^2 by the smaller of the two normal equations; with alpha 0 the
/// least squares solution of least norm.
Eigen::VectorXd minimum(const Eigen::MatrixXd& a, const Eigen::VectorXd& t, double alpha) {
  if (alpha == 0) return algebra::least_squares(a, t);
  const bool dual = a.cols() > a.rows();
  const Eigen::Index size = dual ? a.rows() : a.cols();
  Eigen::MatrixXd gram = alpha * Eigen::MatrixXd::Identity(size, size);
  if (dual) {
    gram.selfadjointView<Eigen::Lower>().rankUpdate(a);
    return a.transpose() * algebra::solve_symmetric(gram, t);
  }
  gram.selfadjointView<Eigen::Lower>().rankUpdate(a.transpose());
  return algebra::solve_symmetric(gram, a.transpose() * t);
}

/// Least squares with a penalty on the squared coefficients (Hoerl and Kennard, 1970); the
/// objective of scikit-learn's Ridge.
class Ridge final : public LinearRegressor {
 public:
  Ridge(const Options& options, const Problem&) : options_(options) {}

 private:
  Solution solve(RegressionRows rows, const data::Target&, const FitContext&) const override {
    const LeastSquaresTask task = least_squares(std::move(rows), options_.fit_intercept);
    const Eigen::VectorXd w = minimum(task.design, task.target, options_.alpha);
    return {w, task.intercept(w)};
  }

  Options options_;
};

}  // namespace

ModelKind ridge() {
  return kind<Options, Ridge>(
      {.name = "ridge",
       .doc = "Linear regression with a penalty on large coefficients.",
       .source = "A. Hoerl and R. Kennard, Ridge regression: biased estimation for nonorthogonal "
                 "problems (1970); as scikit-learn's Ridge",
       .example = "{alpha: 10}",
       .complexity = 1,
       .is_linear = true},
      [](const Options&, const Problem& problem) { return needs_numbers_from_dense(problem); });
}

}  // namespace dlflow::models
