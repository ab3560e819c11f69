#include "pipeline/algebra/decompositions.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <Eigen/QR>

namespace dlflow::algebra {

SymmetricParts symmetric_parts(const Eigen::Ref<const Eigen::MatrixXd>& lower) {
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(lower);
  return {solver.eigenvalues(), solver.eigenvectors()};
}

Eigen::VectorXd least_squares(const Eigen::MatrixXd& a, const Eigen::VectorXd& t) {
  return a.completeOrthogonalDecomposition().solve(t);
}

Eigen::VectorXd solve_symmetric(const Eigen::MatrixXd& lower, const Eigen::VectorXd& b) {
  return lower.selfadjointView<Eigen::Lower>().ldlt().solve(b);
}

}  // namespace dlflow::algebra
