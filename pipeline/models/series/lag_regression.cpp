#include "pipeline/models/series/lag_regression.hpp"

#include <Eigen/QR>
#include <algorithm>
#include <cmath>

#include "pipeline/models/series/information.hpp"

namespace dlflow::models {
namespace {

Eigen::Index index(std::size_t n) { return static_cast<Eigen::Index>(n); }

/// A row for each value from the `first` on: 1, its number where there is a trend, and the values
/// before it.
Eigen::MatrixXd columns_of(std::span<const double> values, std::size_t first, std::size_t lags,
                           bool has_trend) {
  const std::size_t fixed = has_trend ? 2 : 1;
  Eigen::MatrixXd out(index(values.size() - first), index(fixed + lags));
  for (std::size_t t = first; t < values.size(); ++t) {
    const Eigen::Index row = index(t - first);
    out(row, 0) = 1;
    if (has_trend) out(row, 1) = static_cast<double>(t + 1);
    for (std::size_t i = 0; i < lags; ++i) out(row, index(fixed + i)) = values[t - 1 - i];
  }
  return out;
}

Eigen::VectorXd targets_of(std::span<const double> values, std::size_t first) {
  return Eigen::Map<const Eigen::VectorXd>(values.data() + first, index(values.size() - first));
}

std::vector<double> shrunk(std::span<const double> weights, double share) {
  std::vector<double> out;
  double factor = 1;
  for (const double weight : weights) out.push_back(weight * (factor *= share));
  return out;
}

}  // namespace

LagRegression fit_lags(std::span<const double> values, std::size_t lags, bool has_trend) {
  const std::size_t fixed = has_trend ? 2 : 1;
  if (values.size() < 2 * lags + fixed) return fit_lags(values, 0, has_trend && values.size() > 2);
  const Eigen::VectorXd found = columns_of(values, lags, lags, has_trend)
                                    .colPivHouseholderQr()
                                    .solve(targets_of(values, lags));
  LagRegression out;
  out.constant = found[0];
  if (has_trend) out.trend = found[1];
  for (std::size_t i = 0; i < lags; ++i) out.weights.push_back(found[index(fixed + i)]);
  return out;
}

std::size_t choose_lags(std::span<const double> values, std::size_t most, bool has_trend) {
  const std::size_t fixed = has_trend ? 2 : 1;
  const Eigen::HouseholderQR<Eigen::MatrixXd> solved(columns_of(values, most, most, has_trend));
  const Eigen::VectorXd parts = solved.householderQ().transpose() * targets_of(values, most);
  // What the columns behind the k-th explain is left over where only k are used. The variance of
  // the errors is taken to be that of all values.
  double squares = parts.tail(parts.size() - index(fixed + most)).squaredNorm();
  const double share = static_cast<double>(values.size()) / static_cast<double>(parts.size());
  std::size_t best = most;
  double least = aicc_of_squares(share * squares, values, fixed + most + 1);
  for (std::size_t lags = most; lags-- > 0;) {
    const double part = parts[index(fixed + lags)];
    squares += part * part;
    const double found = aicc_of_squares(share * squares, values, fixed + lags + 1);
    if (found > least) continue;
    least = found;
    best = lags;
  }
  return best;
}

std::size_t most_lags(std::size_t values, std::size_t season) {
  const auto usual = static_cast<std::size_t>(10 * std::log10(static_cast<double>(values)));
  return std::min(std::max(usual, season > 1 ? season + 1 : 0), values / 3);
}

bool has_roots_outside(std::span<const double> weights, double radius) {
  std::vector<double> phi;
  double factor = 1;
  for (const double weight : weights) phi.push_back(weight * (factor *= radius));
  // Levinson's recursion backwards: each last coefficient is a partial autocorrelation.
  while (!phi.empty()) {
    const double last = phi.back();
    if (!(std::abs(last) < 1)) return false;
    phi.pop_back();
    const std::vector<double> before = phi;
    for (std::size_t i = 0; i < phi.size(); ++i)
      phi[i] = (before[i] + last * before[phi.size() - 1 - i]) / (1 - last * last);
  }
  return true;
}

void keep_bounded(LagRegression& model, std::span<const double> values, bool has_trend) {
  if (has_roots_outside(model.weights, 1)) return;
  double low = 0, high = 1;
  for (int i = 0; i < 50; ++i) {
    const double middle = (low + high) / 2;
    (has_roots_outside(model.weights, middle) ? low : high) = middle;
  }
  const std::size_t lags = model.weights.size();
  model.weights = shrunk(model.weights, low);
  std::vector<double> left(values.begin() + static_cast<std::ptrdiff_t>(lags), values.end());
  for (std::size_t t = lags; t < values.size(); ++t)
    for (std::size_t i = 0; i < lags; ++i) left[t - lags] -= model.weights[i] * values[t - 1 - i];
  const LagRegression fixed = fit_lags(left, 0, has_trend);
  model.trend = fixed.trend;
  // `left` begins at number lags + 1.
  model.constant = fixed.constant - fixed.trend * static_cast<double>(lags);
}

std::vector<double> path_of(const LagRegression& model, std::span<const double> last,
                            std::size_t before, std::size_t count) {
  std::vector<double> values(last.begin(), last.end());
  for (std::size_t h = 0; h < count; ++h) {
    double value = model.constant + model.trend * static_cast<double>(before + values.size() + 1);
    for (std::size_t i = 0; i < model.weights.size(); ++i)
      value += model.weights[i] * values[values.size() - 1 - i];
    values.push_back(value);
  }
  return {values.begin() + static_cast<std::ptrdiff_t>(last.size()), values.end()};
}

}  // namespace dlflow::models
