#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace dlflow::models {

/// y[t] = constant + trend (t + 1) + sum over i of weights[i] y[t - 1 - i] + error, t from 0.
struct LagRegression {
  double constant = 0, trend = 0;
  std::vector<double> weights;
};

/// By least squares over all values that have as many before them as there are lags, or where these
/// are too few for the coefficients, none: a mean. Columns that others make up for get 0.
/// Source: J. D. Hamilton, Time series analysis (1994), 5.2.
LagRegression fit_lags(std::span<const double> values, std::size_t lags, bool has_trend);

/// The number of lags, at most `most`, with the least AICc: all are fitted to the values that have
/// `most` before them, and the variance of their errors is taken for that of all values.
std::size_t choose_lags(std::span<const double> values, std::size_t most, bool has_trend);

/// Lags that may be tried: 10 log10 N, more where a season is longer, at most N / 3.
std::size_t most_lags(std::size_t values, std::size_t season);

/// Whether all roots of 1 - sum of weights[i] z^(i + 1) lie outside of a circle of this radius.
bool has_roots_outside(std::span<const double> weights, double radius);

/// Where forecasts would grow without bound: weights[i] shrunk by c^(i + 1), the largest c that
/// brings the roots to the unit circle, and constant and trend fitted anew.
void keep_bounded(LagRegression& model, std::span<const double> values, bool has_trend);

/// The next values after these; `before`: how many values stand before the first of them.
std::vector<double> path_of(const LagRegression& model, std::span<const double> last,
                            std::size_t before, std::size_t count);

}  // namespace dlflow::models
