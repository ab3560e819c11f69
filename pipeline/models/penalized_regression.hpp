#pragma once

#include <string>

#include "core/schema/schema.hpp"
#include "pipeline/models/coordinate_descent.hpp"
#include "pipeline/models/linear_regressor.hpp"

namespace dlflow::models {

/// The options of lasso and elastic_net, but for the latter's own.
struct PenaltyOptions {
  double alpha = 0;
  bool fit_intercept = true;
  double tolerance = 1e-6;
  std::int64_t max_iterations = 10000;
};
void describe(schema::Object& o, PenaltyOptions& x);

/// Least squares with penalties on absolute and squared coefficients; the objective is that of
/// scikit-learn's Lasso and ElasticNet:
///
///   1/(2 W) sum_n weight[n] (t[n] - x[n] w - b)^2 + alpha (l1_ratio |w|_1 + (1 - l1_ratio)/2
///   |w|^2)
///
/// W being the weight of all rows. With alpha 0 the penalty is chosen by cross-validation over the
/// training rows: of 100 alphas, evenly spaced in their logarithms from the one that leaves no
/// coefficient down to a thousandth of it, the one with the least mean squared error over five
/// folds, or one a row: row n is judged by fold n % 5, unless ties of the rows say otherwise (see
/// inner_folds). Their fits end at a hundred times the duality gap of the last one.
class PenalizedRegression : public LinearRegressor {
 public:
  PenalizedRegression(const PenaltyOptions& options, double l1_ratio)
      : options_(options), l1_ratio_(l1_ratio) {}

 private:
  Solution solve(RegressionRows rows, const data::Target& y,
                 const FitContext& context) const override;
  double choose_alpha(const RegressionRows& rows, const data::Target& y,
                      const FitContext& context) const;

  DescentSettings descent() const {
    return {options_.tolerance, static_cast<int>(options_.max_iterations)};
  }

  PenaltyOptions options_;
  double l1_ratio_;
};

/// As ModelKind::unsuited: numbers from dense columns, not so many that their pairs are out of
/// proportion.
std::string unsuited_for_descent(const Problem& problem);

}  // namespace dlflow::models
