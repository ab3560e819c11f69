#include "pipeline/models/series/decomposition.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace dlflow::models {
namespace {

constexpr double kCriticalKpss = 0.463;  // at 5 %, of a level
constexpr std::size_t kFewestTested = 8;

double mean_of(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double variance_of(std::span<const double> values) {
  const double mean = mean_of(values);
  double sum = 0;
  for (const double value : values) sum += (value - mean) * (value - mean);
  return sum / static_cast<double>(values.size());
}

std::vector<double> differences(std::span<const double> values, std::size_t lag) {
  std::vector<double> out;
  for (std::size_t t = lag; t < values.size(); ++t) out.push_back(values[t] - values[t - lag]);
  return out;
}

}  // namespace

std::vector<double> seasonal_averages(std::span<const double> values, std::size_t season) {
  const bool is_even = season % 2 == 0;
  const std::size_t width = season + (is_even ? 1 : 0);
  std::vector<double> out;
  for (std::size_t t = 0; t + width <= values.size(); ++t) {
    const auto window = values.subspan(t, width);
    double sum = std::accumulate(window.begin(), window.end(), 0.0);
    if (is_even) sum -= (window.front() + window.back()) / 2;
    out.push_back(sum / static_cast<double>(season));
  }
  return out;
}

std::vector<double> seasonal_means(std::span<const double> values, std::size_t season,
                                   bool divides) {
  const std::vector<double> averages = seasonal_averages(values, season);
  std::vector<double> sums(season, 0), counts(season, 0);
  for (std::size_t i = 0; i < averages.size(); ++i) {
    const std::size_t t = i + season / 2;
    sums[t % season] += divides ? values[t] / averages[i] : values[t] - averages[i];
    counts[t % season] += 1;
  }
  for (std::size_t place = 0; place < season; ++place) sums[place] /= std::max(counts[place], 1.0);
  const double mean = mean_of(sums);
  for (double& value : sums) value = divides ? value / mean : value - mean;
  return sums;
}

double seasonal_strength(std::span<const double> values, std::size_t season) {
  if (season < 2 || values.size() < 3 * season) return 0;
  const std::vector<double> averages = seasonal_averages(values, season);
  const std::vector<double> seasons = seasonal_means(values, season, false);
  std::vector<double> detrended, remainder;
  for (std::size_t i = 0; i < averages.size(); ++i) {
    const std::size_t t = i + season / 2;
    detrended.push_back(values[t] - averages[i]);
    remainder.push_back(detrended.back() - seasons[t % season]);
  }
  const double all = variance_of(detrended);
  return all > 0 ? std::clamp(1 - variance_of(remainder) / all, 0.0, 1.0) : 0;
}

std::size_t few_test_lags(std::size_t values) {
  return static_cast<std::size_t>(3 * std::sqrt(static_cast<double>(values)) / 13);
}

std::size_t many_test_lags(std::size_t values) {
  return static_cast<std::size_t>(12 * std::pow(static_cast<double>(values) / 100, 0.25));
}

double kpss_statistic(std::span<const double> values, std::size_t lags) {
  const std::size_t n = values.size();
  const double mean = mean_of(values);
  std::vector<double> errors;
  for (const double value : values) errors.push_back(value - mean);
  double variance = 0;
  for (std::size_t lag = 0; lag <= lags && lag < n; ++lag) {
    double sum = 0;
    for (std::size_t t = lag; t < n; ++t) sum += errors[t] * errors[t - lag];
    const double share = 1 - static_cast<double>(lag) / static_cast<double>(lags + 1);
    variance += (lag == 0 ? 1 : 2 * share) * sum;
  }
  double partial = 0, squares = 0;
  for (const double error : errors) {
    partial += error;
    squares += partial * partial;
  }
  const auto count = static_cast<double>(n);
  return variance > 0 ? squares / (count * variance) : 0;
}

bool is_level(std::span<const double> values, std::size_t lags) {
  return values.size() < kFewestTested || kpss_statistic(values, lags) <= kCriticalKpss;
}

std::vector<double> Differencing::apply(std::span<const double> values) const {
  std::vector<double> out(values.begin(), values.end());
  for (std::size_t i = 0; i < seasonal; ++i) out = differences(out, season);
  for (std::size_t i = 0; i < plain; ++i) out = differences(out, 1);
  return out;
}

std::vector<double> Differencing::undo(std::span<const double> last,
                                       std::span<const double> differences) const {
  // 1 - sum of weights[k] B^(k + 1)
  std::vector<double> product = {1};
  const auto times = [&product](std::size_t lag) {
    std::vector<double> next(product.size() + lag, 0);
    for (std::size_t i = 0; i < product.size(); ++i) {
      next[i] += product[i];
      next[i + lag] -= product[i];
    }
    product = std::move(next);
  };
  for (std::size_t i = 0; i < plain; ++i) times(1);
  for (std::size_t i = 0; i < seasonal; ++i) times(season);
  std::vector<double> values(last.begin(), last.end());
  for (const double difference : differences) {
    double value = difference;
    for (std::size_t k = 1; k < product.size(); ++k)
      if (product[k] != 0) value -= product[k] * values[values.size() - k];
    values.push_back(value);
  }
  return {values.begin() + static_cast<std::ptrdiff_t>(last.size()), values.end()};
}

}  // namespace dlflow::models
