#pragma once

#include <Eigen/Core>
#include <vector>

#include "pipeline/models/linear_regressor.hpp"

namespace dlflow::models {

struct DescentSettings {
  double tolerance = 1e-6;  ///< largest duality gap, as a share of the target's squares
  int max_sweeps = 10000;
};

/// Least squares with penalties, one coefficient after the other: the minimum in w (F) of
///
///   1/(2 W) |t - A w|^2 + l1 |w|_1 + l2/2 |w|^2
///
/// for one pair of penalties after the other, each from the coefficients of the one before. Of many
/// columns only those are worked on whose coefficients cannot stay 0; the rest are looked at
/// between, and products are made of no other pairs.
/// Source: Friedman, Hastie, Tibshirani, Regularization paths for generalized linear models via
/// coordinate descent (2010), 2.
class CoordinateDescent {
 public:
  /// Of such a task, which outlives it.
  explicit CoordinateDescent(const LeastSquaresTask& task);

  /// Moves the coefficients, 0 at first, until the duality gap is small. Whether it became so.
  bool descend(double l1, double l2, const DescentSettings& settings);
  /// (F)
  Eigen::VectorXd coefficients() const;

 private:
  struct Sweeps {
    int count = 0;
    bool moved = false;
  };
  void find_slope();
  std::vector<Eigen::Index> violators(double l1) const;
  void enter(const std::vector<Eigen::Index>& columns);
  Sweeps sweep(double l1, double l2, double tolerance, int most);

  const LeastSquaresTask* task_;
  Eigen::VectorXd correlation_;  ///< A't / W (F)
  Eigen::VectorXd curvature_;    ///< A column's squares / W (F)
  Eigen::VectorXd slope_;        ///< A'(t - A w) / W (F)
  double squares_ = 0;           ///< t't / W
  // Of the K columns that are worked on, in the order in which they entered:
  std::vector<Eigen::Index> entered_;
  std::vector<bool> has_entered_;  ///< (F)
  Eigen::MatrixXd products_;       ///< A'a / W with each such column a (F, K)
  Eigen::MatrixXd pairs_;          ///< the rows of `products_` of such columns (K, K)
  Eigen::VectorXd w_;              ///< (K)
};

}  // namespace dlflow::models
