#pragma once

#include <Eigen/Core>
#include <functional>
#include <vector>

#include "pipeline/data/features.hpp"

namespace dlflow::models {

/// Rows to separate into classes by linear scores.
struct LogisticTask {
  Eigen::MatrixXd design;  ///< (N, D): dense features, then a column of ones if `has_intercept`
  const data::SparseRows* sparse = nullptr;  ///< (N, S): features before these; null: S is 0
  std::vector<int> labels;                   ///< (N) in [0, classes)
  int classes = 2;          ///< of two, one score is learnt (for class 1); else one for each
  Eigen::VectorXd weights;  ///< c (N): C times the weight of the row
  bool has_intercept = true;
};

struct LogisticSettings {
  int max_iterations = 1000;
  double tolerance = 1e-6;
  std::function<void()> between_steps;  ///< may throw to end the work; may be empty
};

struct LogisticSolution {
  Eigen::MatrixXd theta;  ///< (S + D, M), M = 1 for two classes
  int iterations = 0;
  bool converged = false;
  double gradient = 0;  ///< its largest absolute entry
};

/// With A = [sparse, design], minimizes, over theta (the intercept's row b is not penalized),
///
///   f = 1/2 |theta without b|^2 + sum_n c[n] * -log p[n, label[n]],   p = softmax(A theta)
///
/// (with two classes p1 = 1 / (1 + exp(-A theta))) until no entry of the gradient exceeds the
/// tolerance: by Newton's method for few parameters of dense features, else by L-BFGS. The
/// objective and the bound are those of scikit-learn's LogisticRegression. Source: Nocedal and
/// Wright, Numerical Optimization (2006), 3.1, 3.3 and 7.2.
LogisticSolution solve_logistic(const LogisticTask& task, const LogisticSettings& settings);

}  // namespace dlflow::models
