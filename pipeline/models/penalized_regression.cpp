#include "pipeline/models/penalized_regression.hpp"

#include <fmt/format.h>

#include <cmath>

#include "core/base/log.hpp"
#include "core/base/text.hpp"
#include "pipeline/data/inner_splits.hpp"
#include "pipeline/models/checks.hpp"

namespace dlflow::models {
namespace {

using Eigen::Index;

constexpr int kAlphas = 100;
constexpr double kSmallestShare = 1e-3;
constexpr std::size_t kFolds = 5;
/// Of fewer nothing is left to judge a line by.
constexpr std::size_t kFewestRows = 3;
/// Errors of alphas can be told apart where coefficients are not yet exact.
constexpr double kLooser = 100;
/// Pairs of more columns take over 300 MB.
constexpr std::size_t kWidest = 6000;

/// From the one that leaves no coefficient downwards; empty when nothing correlates.
std::vector<double> alphas_for(const LeastSquaresTask& task, double l1_ratio) {
  const double most =
      (task.design.transpose() * task.target).cwiseAbs().maxCoeff() / task.weight / l1_ratio;
  std::vector<double> alphas;
  if (!(most > 0)) return alphas;
  for (int i = 0; i < kAlphas; ++i)
    alphas.push_back(most * std::pow(kSmallestShare, i / static_cast<double>(kAlphas - 1)));
  return alphas;
}

/// The rows for which `is_wanted` holds.
template <class IsWanted>
RegressionRows part_of(const RegressionRows& rows, IsWanted is_wanted) {
  std::vector<Index> wanted;
  for (Index n = 0; n < rows.target.size(); ++n)
    if (is_wanted(static_cast<std::size_t>(n))) wanted.push_back(n);
  RegressionRows part{rows.features(wanted, Eigen::all), rows.target(wanted), {}};
  if (rows.weights.size() > 0) part.weights = rows.weights(wanted);
  return part;
}

double mean_squared_error(const RegressionRows& rows, const Eigen::VectorXd& w, double intercept) {
  const Eigen::VectorXd residual = rows.target - rows.features * w;
  const Eigen::VectorXd squares = (residual.array() - intercept).square();
  return rows.weights.size() > 0 ? squares.dot(rows.weights) / rows.weights.sum() : squares.mean();
}

}  // namespace

void describe(schema::Object& o, PenaltyOptions& x) {
  o.field("alpha", x.alpha,
          "Weight of the penalty; 0 chooses it by cross-validation inside the fit, of whole groups "
          "or over time where define names them.")
      .at_least(0);
  o.field("fit_intercept", x.fit_intercept, "Learn a constant, which is not penalized.");
  o.field("tolerance", x.tolerance, "Duality gap, as a share of the target's squares, at the end.")
      .above(0);
  o.field("max_iterations", x.max_iterations, "Sweeps over the coefficients at most.")
      .between(1, 1000000);
}

double PenalizedRegression::choose_alpha(const RegressionRows& rows, const data::Target& y,
                                         const FitContext& context) const {
  const auto alphas = alphas_for(least_squares(rows, options_.fit_intercept), l1_ratio_);
  if (alphas.empty() || y.rows() < kFewestRows) return 0;
  const std::size_t count = std::min(kFolds, y.rows());
  const auto folds = data::inner_folds(y, count, context.key.with("alpha"), [&] {
    std::vector<std::int32_t> fold_of(y.rows());
    for (std::size_t n = 0; n < fold_of.size(); ++n)
      fold_of[n] = static_cast<std::int32_t>(n % count);
    return fold_of;
  });
  std::vector<double> errors(alphas.size(), 0.0);
  DescentSettings settings = descent();
  settings.tolerance *= kLooser;
  for (std::size_t fold = 0; fold < folds.count(); ++fold) {
    const RegressionRows held_out =
        part_of(rows, [&](std::size_t n) { return folds.judges(fold, n); });
    const LeastSquaresTask task =
        least_squares(part_of(rows, [&](std::size_t n) { return folds.learns_from(fold, n); }),
                      options_.fit_intercept);
    CoordinateDescent coefficients(task);
    for (std::size_t i = 0; i < alphas.size(); ++i) {
      stop_if_asked(context.stop);
      coefficients.descend(alphas[i] * l1_ratio_, alphas[i] * (1 - l1_ratio_), settings);
      const Eigen::VectorXd w = coefficients.coefficients();
      errors[i] += mean_squared_error(held_out, w, task.intercept(w));
    }
  }
  return alphas[static_cast<std::size_t>(std::min_element(errors.begin(), errors.end()) -
                                         errors.begin())];
}

LinearRegressor::Solution PenalizedRegression::solve(RegressionRows rows, const data::Target& y,
                                                     const FitContext& context) const {
  const double alpha = options_.alpha > 0 ? options_.alpha : choose_alpha(rows, y, context);
  const LeastSquaresTask task = least_squares(std::move(rows), options_.fit_intercept);
  if (alpha <= 0) return {Eigen::VectorXd::Zero(task.design.cols()), task.level};
  CoordinateDescent found(task);
  if (!found.descend(alpha * l1_ratio_, alpha * (1 - l1_ratio_), descent()))
    log_detail(fmt::format("model '{}' ended after {} sweeps without reaching its tolerance",
                           context.model_name, options_.max_iterations));
  const Eigen::VectorXd w = found.coefficients();
  return {w, task.intercept(w)};
}

std::string unsuited_for_descent(const Problem& problem) {
  const std::string reason = needs_numbers_from_dense(problem);
  if (!reason.empty() || problem.dense_columns <= kWidest) return reason;
  return fmt::format("out of proportion: it compares all pairs of {} columns (up to {})",
                     with_thousands(static_cast<long long>(problem.dense_columns)),
                     with_thousands(static_cast<long long>(kWidest)));
}

}  // namespace dlflow::models
