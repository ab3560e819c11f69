#include "pipeline/models/coordinate_descent.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "pipeline/models/tall_products.hpp"

namespace dlflow::models {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Products of so many columns cost less than to look for those that are needed.
constexpr Index kFewColumns = 256;
/// Steps, as a share of the largest coefficient, at which the duality gap is looked at first.
constexpr double kFirstSteps = 1e-3;
/// Of more columns, the first that enter at a time; then as many as there are.
constexpr std::size_t kFirstEntries = 32;

/// The gap between the objective at w and that of the dual point made by scaling the residual.
/// `slope` is A'(t - A w) / W. Source: Kim, Koh, Lustig, Boyd, Gorinevsky, An interior-point method
/// for large-scale l1-regularized least squares (2007), III; the ridge part as further rows of A.
double duality_gap(double squares, const VectorXd& correlation, const VectorXd& w,
                   const VectorXd& slope, double l1, double l2) {
  const double norm2 = w.squaredNorm();
  const double residual_by_target = squares - correlation.dot(w);
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

/// A'x / W for the columns x (N, M).
MatrixXd products(const LeastSquaresTask& task, const MatrixXd& x) {
  MatrixXd out(task.design.cols(), x.cols());
  multiply_transposed(task.design.data(), static_cast<std::size_t>(task.design.rows()),
                      static_cast<std::size_t>(task.design.cols()), x.data(),
                      static_cast<std::size_t>(x.cols()), out.data());
  return out / task.weight;
}

}  // namespace

CoordinateDescent::CoordinateDescent(const LeastSquaresTask& task)
    : task_(&task),
      correlation_(products(task, task.target)),
      curvature_(task.design.colwise().squaredNorm().transpose() / task.weight),
      slope_(correlation_),
      squares_(task.target.squaredNorm() / task.weight),
      has_entered_(static_cast<std::size_t>(task.design.cols())) {
  if (task.design.cols() > kFewColumns) return;
  std::vector<Index> all(static_cast<std::size_t>(task.design.cols()));
  std::iota(all.begin(), all.end(), Index{0});
  enter(all);
}

VectorXd CoordinateDescent::coefficients() const {
  VectorXd w = VectorXd::Zero(correlation_.size());
  for (std::size_t k = 0; k < entered_.size(); ++k) w[entered_[k]] = w_[static_cast<Index>(k)];
  return w;
}

void CoordinateDescent::find_slope() {
  slope_ = correlation_;
  for (Index k = 0; k < w_.size(); ++k)
    if (w_[k] != 0)
      add_multiple(static_cast<std::size_t>(slope_.size()), -w_[k], products_.col(k).data(),
                   slope_.data());
}

/// Columns not worked on whose coefficients cannot stay 0; of many, those farthest from it.
std::vector<Index> CoordinateDescent::violators(double l1) const {
  std::vector<Index> found;
  for (Index f = 0; f < slope_.size(); ++f)
    if (!has_entered_[static_cast<std::size_t>(f)] && curvature_[f] > 0 && std::abs(slope_[f]) > l1)
      found.push_back(f);
  const std::size_t most = std::max(kFirstEntries, entered_.size());
  if (found.size() <= most) return found;
  std::ranges::stable_sort(found, std::ranges::greater(),
                           [&](Index f) { return std::abs(slope_[f]); });
  found.resize(most);
  return found;
}

void CoordinateDescent::enter(const std::vector<Index>& columns) {
  const auto before = static_cast<Index>(entered_.size());
  const auto all = before + static_cast<Index>(columns.size());
  if (all > products_.cols()) {
    const Index room = std::min(std::max(all, 2 * before), correlation_.size());
    products_.conservativeResize(correlation_.size(), room);
    pairs_.conservativeResize(room, room);
  }
  w_.conservativeResize(all);
  w_.tail(all - before).setZero();
  products_.middleCols(before, all - before) = products(*task_, task_->design(Eigen::all, columns));
  for (const Index f : columns) {
    entered_.push_back(f);
    has_entered_[static_cast<std::size_t>(f)] = true;
  }
  for (Index k = before; k < all; ++k)
    for (Index i = 0; i < all; ++i) {
      const double pair = products_(entered_[static_cast<std::size_t>(i)], k);
      pairs_(i, k) = pair;
      pairs_(k, i) = pair;
    }
}

/// Goes over the columns that are worked on until the largest step is small beside the largest
/// coefficient.
CoordinateDescent::Sweeps CoordinateDescent::sweep(double l1, double l2, double tolerance,
                                                   int most) {
  Sweeps out;
  VectorXd slope = slope_(entered_);
  while (out.count < most) {
    ++out.count;
    double largest = 0, largest_step = 0;
    for (Index k = 0; k < w_.size(); ++k) {
      const double curvature = pairs_(k, k);
      if (curvature <= 0) continue;
      const double before = w_[k];
      const double after = shrunk(slope[k] + curvature * before, l1) / (curvature + l2);
      if (after != before) {
        add_multiple(entered_.size(), before - after, pairs_.col(k).data(), slope.data());
        w_[k] = after;
        out.moved = true;
      }
      largest = std::max(largest, std::abs(after));
      largest_step = std::max(largest_step, std::abs(after - before));
    }
    if (largest_step <= tolerance * largest) break;
  }
  return out;
}

bool CoordinateDescent::descend(double l1, double l2, const DescentSettings& settings) {
  // The gap is looked at when the steps have become small, and smaller ones are asked for until it
  // is small too.
  double tolerance = kFirstSteps;
  for (int sweeps = 0;;) {
    const std::vector<Index> more = violators(l1);
    if (more.empty()) {
      const double gap = duality_gap(squares_, correlation_, coefficients(), slope_, l1, l2);
      if (gap <= settings.tolerance * squares_) return true;
    } else {
      enter(more);
    }
    if (sweeps >= settings.max_sweeps) return false;
    const Sweeps done = sweep(l1, l2, tolerance, settings.max_sweeps - sweeps);
    find_slope();
    sweeps += done.count;
    if (!done.moved && more.empty()) return false;  // rounding leaves no step
    if (more.empty()) tolerance /= 10;
  }
}

}  // namespace dlflow::models
