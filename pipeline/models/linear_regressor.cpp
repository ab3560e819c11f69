#include "pipeline/models/linear_regressor.hpp"

#include "core/base/error.hpp"
#include "pipeline/models/checks.hpp"
#include "pipeline/models/design.hpp"

namespace dlflow::models {

LeastSquaresTask least_squares(RegressionRows rows, bool fit_intercept) {
  LeastSquaresTask task;
  const bool is_weighted = rows.weights.size() > 0;
  const Eigen::VectorXd w =
      is_weighted ? rows.weights : Eigen::VectorXd(Eigen::VectorXd::Ones(rows.target.size()));
  task.design = std::move(rows.features);
  task.target = std::move(rows.target);
  task.weight = w.sum();
  task.centre = Eigen::RowVectorXd::Zero(task.design.cols());
  if (fit_intercept) {
    task.centre = w.transpose() * task.design / task.weight;
    task.level = w.dot(task.target) / task.weight;
    task.design.rowwise() -= task.centre;
    task.target.array() -= task.level;
  }
  if (is_weighted) {
    const Eigen::VectorXd root = w.cwiseSqrt();
    task.design.array().colwise() *= root.array();
    task.target.array() *= root.array();
  }
  return task;
}

void LinearRegressor::fit(const data::Features& x, const data::Target& y,
                          const FitContext& context) {
  DLFLOW_REQUIRE(y.classes == 0 && x.codes.empty(),
                 "a linear model was given what does not suit it");
  require_learnable(x, y, context.model_name);
  require_usable(x, Missing::refused, context.model_name);
  stop_if_asked(context.stop);
  RegressionRows rows;
  rows.features = design_matrix(x);
  rows.target =
      Eigen::Map<const Eigen::VectorXd>(y.values.data(), static_cast<Eigen::Index>(x.rows));
  if (!y.weights.empty())
    rows.weights = Eigen::Map<const Eigen::VectorXd>(y.weights.data(), rows.target.size());
  const Solution found = solve(std::move(rows), y, context);
  map_ = {x.dense.columns,
          1,
          {found.coefficients.begin(), found.coefficients.end()},
          {found.intercept}};
}

Archive LinearRegressor::save() const {
  Archive archive;
  map_.save(archive);
  return archive;
}

void LinearRegressor::load(const Archive& archive) {
  map_ = LinearMap::load(archive);
  if (map_.outputs != 1) throw CorruptFile("intercept", "expected one value");
}

}  // namespace dlflow::models
