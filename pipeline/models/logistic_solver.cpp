#include "pipeline/models/logistic_solver.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <deque>

#include "core/kernels/dispatch.hpp"
#include "core/kernels/elementary.hpp"
#include "pipeline/algebra/decompositions.hpp"
#include "pipeline/models/sparse_products.hpp"
#include "pipeline/models/tall_products.hpp"

namespace dlflow::models {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Where Newton's steps, dear but few, stop paying: a step costs the cube of the parameters.
constexpr Index kNewtonParameters = 200;
/// A Hessian in blocks, one for each output, costs the square of their size, and its steps are
/// fewer.
constexpr Index kBlockParameters = 200;
/// Steps after which the probabilities are near enough to their last ones to take the blocks there.
constexpr int kStepsToBlocks = 20;
constexpr std::size_t kMemory = 20;
constexpr double kSufficientDecrease = 1e-4;

/// Replaces scores (N, M), output by output, by their softmax; gives the logarithm of the sum of
/// their exponentials.
DLFLOW_CLONES void become_probabilities(double* scores, std::size_t rows, std::size_t outputs,
                                        double* logarithms) {
  constexpr std::size_t kRows = 64;
  double top[kRows], sum[kRows];
  for (std::size_t begin = 0; begin < rows; begin += kRows) {
    const std::size_t count = rows - begin < kRows ? rows - begin : kRows;
    double* const first = scores + begin;
    for (std::size_t n = 0; n < count; ++n) top[n] = first[n];
    for (std::size_t m = 1; m < outputs; ++m)
      for (std::size_t n = 0; n < count; ++n) {
        const double score = first[m * rows + n];
        top[n] = score > top[n] ? score : top[n];
      }
    for (std::size_t n = 0; n < count; ++n) sum[n] = 0;
    for (std::size_t m = 0; m < outputs; ++m)
      for (std::size_t n = 0; n < count; ++n) {
        const double power = kernels::exponential(first[m * rows + n] - top[n]);
        first[m * rows + n] = power;
        sum[n] += power;
      }
    for (std::size_t m = 0; m < outputs; ++m)
      for (std::size_t n = 0; n < count; ++n) first[m * rows + n] /= sum[n];
    // The sum lies between 1 and the number of outputs.
    for (std::size_t n = 0; n < count; ++n)
      logarithms[begin + n] = top[n] + kernels::logarithm_1p(sum[n] - 1.0);
  }
}

/// The objective at one theta.
struct Point {
  MatrixXd theta;     ///< (P, M)
  MatrixXd p;         ///< (N, M)
  MatrixXd gradient;  ///< (P, M)
  double value = 0;
};

class Objective {
 public:
  explicit Objective(const LogisticTask& task)
      : task_(task), outputs_(task.classes == 2 ? 1 : task.classes) {
    if (task.sparse) sparse_ = static_cast<Index>(task.sparse->columns);
    penalized_ = inputs() - (task.has_intercept ? 1 : 0);
  }

  Index outputs() const { return outputs_; }
  /// Rows of theta.
  Index inputs() const { return sparse_ + task_.design.cols(); }
  Index parameters() const { return inputs() * outputs_; }

  Point at(MatrixXd theta) const {
    Point point;
    point.theta = std::move(theta);
    point.p = product(point.theta);
    const double loss = outputs_ == 1 ? sigmoid_loss(point.p) : softmax_loss(point.p);
    MatrixXd residual = point.p;
    for (Index n = 0; n < residual.rows(); ++n) {
      const int label = task_.labels[static_cast<std::size_t>(n)];
      if (outputs_ > 1)
        residual(n, label) -= 1;
      else
        residual(n, 0) -= label;
    }
    residual.array().colwise() *= task_.weights.array();
    point.gradient = transposed_product(residual);
    point.gradient.topRows(penalized_) += point.theta.topRows(penalized_);
    point.value = loss + 0.5 * point.theta.topRows(penalized_).squaredNorm();
    return point;
  }

  /// (P M, P M), output by output: block (k, l) is A' diag(c p_k ([k = l] - p_l)) A, the penalty
  /// on the diagonal.
  MatrixXd hessian(const Point& point) const {
    const Index size = task_.design.cols();
    MatrixXd out = MatrixXd::Zero(parameters(), parameters());
    MatrixXd scaled(task_.design.rows(), size), product(size, size);
    for (Index k = 0; k < outputs_; ++k)
      for (Index l = 0; l <= k; ++l) {
        const VectorXd curvature = task_.weights.array() * point.p.col(k).array() *
                                   ((k == l ? 1.0 : 0.0) - point.p.col(l).array());
        scaled = task_.design.array().colwise() * curvature.array();
        multiply_transposed(task_.design.data(), static_cast<std::size_t>(scaled.rows()),
                            static_cast<std::size_t>(size), scaled.data(),
                            static_cast<std::size_t>(size), product.data());
        auto block = out.block(k * size, l * size, size, size);
        block = product;
        if (k == l) block.diagonal().head(penalized_).array() += 1;
      }
    if (task_.has_intercept && outputs_ > 1) fix_common_shift(out);
    return out;
  }

  /// A bound of the Hessian's diagonal, as (P, M).
  MatrixXd curvature_bound() const {
    VectorXd bound = VectorXd::Zero(inputs());
    bound.tail(task_.design.cols()) = task_.design.cwiseAbs2().transpose() * task_.weights;
    if (task_.sparse) add_weighted_squares(*task_.sparse, task_.weights.data(), bound.data());
    bound *= 0.25;
    bound.head(penalized_).array() += 1;
    return bound.cwiseMax(1e-12).replicate(1, outputs_);
  }

  /// The block of the Hessian (P, P) that every output has where all classes are as likely.
  MatrixXd first_block() const {
    const double likely = 1 / static_cast<double>(outputs_);
    return block_of(likely * (1 - likely) * task_.weights);
  }

  /// The blocks on the diagonal of the Hessian, one for each output.
  std::vector<MatrixXd> blocks(const Point& point) const {
    std::vector<MatrixXd> all;
    for (Index k = 0; k < outputs_; ++k)
      all.push_back(
          block_of(task_.weights.array() * point.p.col(k).array() * (1 - point.p.col(k).array())));
    return all;
  }

 private:
  /// A theta (N, M)
  MatrixXd product(const MatrixXd& theta) const {
    MatrixXd out(task_.design.rows(), outputs_);
    const MatrixXd dense = theta.bottomRows(task_.design.cols());
    multiply(task_.design.data(), rows(), columns(), dense.data(), outputs_size(), out.data());
    if (task_.sparse)
      add_product(*task_.sparse, theta.data(), static_cast<std::size_t>(inputs()), outputs_size(),
                  out.data());
    return out;
  }

  /// A' r (S + D, M)
  MatrixXd transposed_product(const MatrixXd& r) const {
    MatrixXd dense(task_.design.cols(), outputs_);
    multiply_transposed(task_.design.data(), rows(), columns(), r.data(), outputs_size(),
                        dense.data());
    if (!task_.sparse) return dense;
    MatrixXd out = MatrixXd::Zero(inputs(), outputs_);
    out.bottomRows(task_.design.cols()) = dense;
    add_transposed_product(*task_.sparse, r.data(), outputs_size(), out.data(),
                           static_cast<std::size_t>(inputs()));
    return out;
  }

  std::size_t rows() const { return static_cast<std::size_t>(task_.design.rows()); }
  std::size_t columns() const { return static_cast<std::size_t>(task_.design.cols()); }
  std::size_t outputs_size() const { return static_cast<std::size_t>(outputs_); }

  /// A' diag(curvature) A and the penalty (P, P).
  MatrixXd block_of(const VectorXd& curvature) const {
    const auto rows = static_cast<std::size_t>(task_.design.rows());
    const Index size = task_.design.cols();
    const MatrixXd scaled = task_.design.array().colwise() * curvature.array();
    MatrixXd block = MatrixXd::Zero(size, size);
    // Of columns from the diagonal down alone: the block is symmetric.
    constexpr Index kColumns = 8;
    MatrixXd part(size, kColumns);
    for (Index c = 0; c < size; c += kColumns) {
      const Index count = std::min(kColumns, size - c);
      multiply_transposed(task_.design.data() + c * task_.design.rows(), rows,
                          static_cast<std::size_t>(size - c), scaled.data() + c * scaled.rows(),
                          static_cast<std::size_t>(count), part.data());
      block.block(c, c, size - c, count) = Eigen::Map<const MatrixXd>(part.data(), size - c, count);
    }
    block.diagonal().head(penalized_).array() += 1;
    block.diagonal().array() += 1e-12;
    return block;
  }

  /// Replaces scores by probabilities; returns the weighted loss.
  double sigmoid_loss(MatrixXd& scores) const {
    double loss = 0;
    for (Index n = 0; n < scores.rows(); ++n) {
      const double z = scores(n, 0);
      const double tail = std::exp(-std::abs(z));
      const double wrong = task_.labels[static_cast<std::size_t>(n)] == 1 ? -z : z;
      loss += task_.weights[n] * (std::max(wrong, 0.0) + std::log1p(tail));
      scores(n, 0) = (z >= 0 ? 1.0 : tail) / (1 + tail);
    }
    return loss;
  }

  double softmax_loss(MatrixXd& scores) const {
    VectorXd own(scores.rows()), logarithms(scores.rows());
    for (Index n = 0; n < scores.rows(); ++n)
      own[n] = scores(n, task_.labels[static_cast<std::size_t>(n)]);
    become_probabilities(scores.data(), static_cast<std::size_t>(scores.rows()),
                         static_cast<std::size_t>(outputs_), logarithms.data());
    return task_.weights.dot(logarithms - own);
  }

  /// Equal intercepts for all classes change nothing, so the Hessian is singular along them. The
  /// gradient has no part in that direction; a curvature there keeps their sum at zero.
  void fix_common_shift(MatrixXd& hessian) const {
    const Index size = task_.design.cols();
    const double curvature = task_.weights.sum() / static_cast<double>(outputs_ * outputs_);
    for (Index k = 0; k < outputs_; ++k)
      for (Index l = 0; l <= k; ++l) hessian((k + 1) * size - 1, (l + 1) * size - 1) += curvature;
  }

  const LogisticTask& task_;
  Index outputs_, penalized_ = 0, sparse_ = 0;
};

double dot(const MatrixXd& a, const MatrixXd& b) { return a.cwiseProduct(b).sum(); }

/// Halves the step along a descent direction until the objective falls enough. False when rounding
/// leaves no room to fall.
bool descend(const Objective& objective, Point& point, const MatrixXd& direction) {
  const double slope = dot(point.gradient, direction);
  if (!(slope < 0)) return false;
  const double rounding = 1e-14 * std::abs(point.value);
  for (double step = 1; step > 1e-12; step /= 2) {
    Point next = objective.at(point.theta + step * direction);
    if (next.value <= point.value + kSufficientDecrease * step * slope + rounding) {
      point = std::move(next);
      return true;
    }
  }
  return false;
}

MatrixXd newton_direction(const Objective& objective, const Point& point) {
  const Eigen::Map<const VectorXd> gradient(point.gradient.data(), point.gradient.size());
  const VectorXd step = algebra::solve_symmetric(objective.hessian(point), gradient);
  return -Eigen::Map<const MatrixXd>(step.data(), point.theta.rows(), point.theta.cols());
}

/// What L-BFGS takes for the Hessian before its pairs improve it: a diagonal, or a block for each
/// output.
class Start {
 public:
  void be_diagonal(MatrixXd diagonal) { diagonal_ = std::move(diagonal); }
  /// One for each output, or one for all.
  void be_blocks(const std::vector<MatrixXd>& blocks) {
    blocks_.clear();
    for (const MatrixXd& block : blocks) blocks_.emplace_back(block);
  }
  /// x becomes the solution of (this) y = x.
  void solve(MatrixXd& x) const {
    if (blocks_.empty()) x.array() /= diagonal_.array();
    if (blocks_.size() == 1) blocks_[0].solveInPlace(x);
    for (std::size_t k = 0; blocks_.size() > 1 && k < blocks_.size(); ++k) {
      auto column = x.col(static_cast<Index>(k));
      blocks_[k].solveInPlace(column);
    }
  }

 private:
  MatrixXd diagonal_;
  std::vector<Eigen::LLT<MatrixXd>> blocks_;
};

/// The last steps and the changes of the gradient over them, from old to new.
class History {
 public:
  void add(MatrixXd step, MatrixXd change) {
    const double curvature = dot(step, change);
    if (!(curvature > 0)) return;
    pairs_.push_back({std::move(step), std::move(change), curvature});
    if (pairs_.size() > kMemory) pairs_.pop_front();
  }

  /// The two-loop recursion.
  MatrixXd direction(const MatrixXd& gradient, const Start& start) const {
    MatrixXd q = gradient;
    std::vector<double> alpha(pairs_.size());
    for (std::size_t i = pairs_.size(); i-- > 0;) {
      alpha[i] = dot(pairs_[i].step, q) / pairs_[i].curvature;
      q -= alpha[i] * pairs_[i].change;
    }
    start.solve(q);
    if (!pairs_.empty()) {
      MatrixXd solved = pairs_.back().change;
      start.solve(solved);
      q *= pairs_.back().curvature / dot(pairs_.back().change, solved);
    }
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      const double beta = dot(pairs_[i].change, q) / pairs_[i].curvature;
      q += (alpha[i] - beta) * pairs_[i].step;
    }
    return -q;
  }

 private:
  struct Pair {
    MatrixXd step, change;
    double curvature;
  };
  std::deque<Pair> pairs_;
};

}  // namespace

LogisticSolution solve_logistic(const LogisticTask& task, const LogisticSettings& settings) {
  const Objective objective(task);
  const bool newton = !task.sparse && objective.parameters() <= kNewtonParameters;
  Point point = objective.at(MatrixXd::Zero(objective.inputs(), objective.outputs()));
  const bool has_blocks = !newton && !task.sparse && task.design.cols() <= kBlockParameters;
  Start start;
  if (has_blocks) start.be_blocks({objective.first_block()});
  if (!newton && !has_blocks) start.be_diagonal(objective.curvature_bound());
  History history;
  LogisticSolution out;
  while (out.iterations < settings.max_iterations) {
    out.gradient = point.gradient.cwiseAbs().maxCoeff();
    if (out.gradient <= settings.tolerance) break;
    if (settings.between_steps) settings.between_steps();
    ++out.iterations;
    if (has_blocks && out.iterations == kStepsToBlocks) start.be_blocks(objective.blocks(point));
    const MatrixXd theta = point.theta, gradient = point.gradient;
    const MatrixXd direction =
        newton ? newton_direction(objective, point) : history.direction(point.gradient, start);
    if (!descend(objective, point, direction)) break;
    if (!newton) history.add(point.theta - theta, point.gradient - gradient);
  }
  out.gradient = point.gradient.cwiseAbs().maxCoeff();
  out.converged = out.gradient <= settings.tolerance;
  out.theta = std::move(point.theta);
  // An equal change of all intercepts changes no probability; they are given with a sum of zero.
  if (task.has_intercept && out.theta.cols() > 1) {
    auto intercepts = out.theta.bottomRows(1);
    intercepts.array() -= intercepts.mean();
  }
  return out;
}

}  // namespace dlflow::models
