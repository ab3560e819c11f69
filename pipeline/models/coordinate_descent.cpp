#include "pipeline/models/coordinate_descent.hpp"

#include <algorithm>
#include <cmath>

namespace dlflow::models {
namespace {

/// The gap between the objective at w and that of the dual point made by scaling the residual.
/// `slope` is c - G w. Source: Kim, Koh, Lustig, Boyd, Gorinevsky, An interior-point method for
/// large-scale l1-regularized least squares (2007), III; the ridge part as further rows of A.
double duality_gap(const QuadraticError& error, const Eigen::VectorXd& w,
                   const Eigen::VectorXd& slope, double l1, double l2) {
  const double norm2 = w.squaredNorm();
  const double residual_by_target = error.squares - error.correlation.dot(w);
  const double residual2 = std::max(0.0, residual_by_target - w.dot(slope));
  const double bound = (slope - l2 * w).cwiseAbs().maxCoeff();
  const double scale = bound > l1 ? l1 / bound : 1.0;
  return 0.5 * residual2 * (1 + scale * scale) + l1 * w.lpNorm<1>() - scale * residual_by_target +
         0.5 * l2 * (1 + scale * scale) * norm2;
}

double shrunk(double value, double by) {
  if (value > by) return value - by;
  if (value < -by) return value + by;
  return 0;
}

}  // namespace

bool descend_coordinates(const QuadraticError& error, double l1, double l2,
                         const DescentSettings& settings, Eigen::VectorXd& w) {
  Eigen::VectorXd slope = error.correlation - error.gram * w;
  for (int sweep = 0; sweep < settings.max_sweeps; ++sweep) {
    double largest = 0, largest_step = 0;
    for (Eigen::Index f = 0; f < w.size(); ++f) {
      const double curvature = error.gram(f, f);
      if (curvature <= 0) continue;
      const double before = w[f];
      const double after = shrunk(slope[f] + curvature * before, l1) / (curvature + l2);
      if (after != before) {
        slope -= (after - before) * error.gram.col(f);
        w[f] = after;
      }
      largest = std::max(largest, std::abs(after));
      largest_step = std::max(largest_step, std::abs(after - before));
    }
    if (largest == 0) return true;
    // The gap costs a pass of its own: looked at once the steps are small.
    if (largest_step > settings.tolerance * largest) continue;
    if (duality_gap(error, w, slope, l1, l2) <= settings.tolerance * error.squares) return true;
  }
  return false;
}

}  // namespace dlflow::models
