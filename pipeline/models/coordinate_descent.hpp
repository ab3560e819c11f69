#pragma once

#include <Eigen/Core>

namespace dlflow::models {

/// A squared error in its coefficients w (F): error(w) = 1/2 w'G w - c'w + s/2 >= 0.
struct QuadraticError {
  Eigen::MatrixXd gram;         ///< G (F, F), symmetric
  Eigen::VectorXd correlation;  ///< c (F)
  double squares = 0;           ///< s: twice the error at w = 0
};

struct DescentSettings {
  double tolerance = 1e-6;  ///< largest duality gap, as a share of `squares`
  int max_sweeps = 10000;
};

/// Moves `w` to the minimum of
///
///   error(w) + l1 |w|_1 + l2/2 |w|^2
///
/// one coefficient after the other, until the duality gap is small. Returns whether it became so.
/// Source: Friedman, Hastie, Tibshirani, Regularization paths for generalized linear models via
/// coordinate descent (2010), 2.
bool descend_coordinates(const QuadraticError& error, double l1, double l2,
                         const DescentSettings& settings, Eigen::VectorXd& w);

}  // namespace dlflow::models
