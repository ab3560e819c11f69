#pragma once

#include <Eigen/Core>

#include "pipeline/models/linear_map.hpp"
#include "pipeline/models/model.hpp"

namespace dlflow::models {

/// Rows of a linear regression.
struct RegressionRows {
  Eigen::MatrixXd features;  ///< (N, F)
  Eigen::VectorXd target;    ///< (N)
  Eigen::VectorXd weights;   ///< (N); empty where all count alike
};

/// The same rows moved to a weighted mean of zero when a constant is learnt, each scaled by the
/// root of its weight.
struct LeastSquaresTask {
  Eigen::MatrixXd design;     ///< A (N, F)
  Eigen::VectorXd target;     ///< t (N)
  Eigen::RowVectorXd centre;  ///< (F) what was taken from the features
  double level = 0;           ///< what was taken from the target
  double weight = 0;          ///< of all rows together

  /// The constant that goes with coefficients (F).
  double intercept(const Eigen::VectorXd& coefficients) const {
    return level - centre.dot(coefficients);
  }
};
LeastSquaresTask least_squares(RegressionRows rows, bool fit_intercept);

/// What every linear model of a number shares; a kind finds the coefficients.
class LinearRegressor : public Model {
 public:
  void fit(const data::Features& x, const data::Target& y, const FitContext& context) final;
  data::Predictions predict(const data::Features& x) const final { return map_.apply(x); }
  std::string lower(graph::Graph& graph, const data::LoweredFeatures& x) const final {
    return map_.lower(graph, x).name();
  }
  Archive save() const final;
  void load(const Archive& archive) final;
  std::size_t parameters() const final { return map_.inputs + 1; }

 protected:
  struct Solution {
    Eigen::VectorXd coefficients;  ///< (F)
    double intercept = 0;
  };
  /// `y` is the target of the rows with what binds them.
  virtual Solution solve(RegressionRows rows, const data::Target& y,
                         const FitContext& context) const = 0;

 private:
  LinearMap map_;
};

}  // namespace dlflow::models
