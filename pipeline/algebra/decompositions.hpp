#pragma once

#include <Eigen/Core>

namespace dlflow::algebra {

/// A symmetric matrix in parts: vectors * diagonal(values) * vectors^T, values ascending.
struct SymmetricParts {
  Eigen::VectorXd values;   ///< (N)
  Eigen::MatrixXd vectors;  ///< (N, N), orthonormal columns
};
/// Of the lower triangle of an (N, N) matrix.
SymmetricParts symmetric_parts(const Eigen::Ref<const Eigen::MatrixXd>& lower);

/// argmin_w |A w - t|^2, of several the one of least norm. A: (N, F); t: (N).
Eigen::VectorXd least_squares(const Eigen::MatrixXd& a, const Eigen::VectorXd& t);

/// x of A x = b for a positive semidefinite A, of which the lower triangle is read.
Eigen::VectorXd solve_symmetric(const Eigen::MatrixXd& lower, const Eigen::VectorXd& b);

}  // namespace dlflow::algebra
