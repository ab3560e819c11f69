#include "pipeline/views/transforms/quantile_map.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>

#include "core/kernels/dispatch.hpp"
#include "pipeline/views/transforms/column_order.hpp"

namespace dlflow::views {
namespace {

constexpr double kLastShare =
    kNormalEdge - 2.220446049250313e-16;  // of the normal number at an edge

constexpr std::size_t kLanes = 16;

/// How many of n quantiles are not above each of kLanes values: searches in step, without a branch
/// that could be guessed wrong.
DLFLOW_CLONES void count_below(const double* q, std::int64_t n, const double* values,
                               std::int64_t* below) {
  for (std::size_t k = 0; k < kLanes; ++k) below[k] = 0;
  for (std::int64_t left = n, half = left / 2; left > 1; left -= half, half = left / 2)
    for (std::size_t k = 0; k < kLanes; ++k)
      below[k] += q[below[k] + half - 1] <= values[k] ? half : 0;
  for (std::size_t k = 0; k < kLanes; ++k) below[k] += q[below[k]] <= values[k] ? 1 : 0;
}

/// The share of a value between the ends, on the line between its neighbours; `below` quantiles are
/// not above it. Of equal quantiles the middle of the first and the last counts.
double share_of(const std::vector<double>& q, double value, std::size_t below) {
  const std::size_t n = q.size(), last = below - 1;
  if (q[last] == value) {
    const auto above = q.begin() + static_cast<std::ptrdiff_t>(below);
    const auto first =
        static_cast<std::size_t>(std::lower_bound(q.begin(), above, value) - q.begin());
    return (share_of_quantile(first, n) + share_of_quantile(last, n)) / 2;
  }
  const double slope =
      (share_of_quantile(last + 1, n) - share_of_quantile(last, n)) / (q[last + 1] - q[last]);
  return slope * (value - q[last]) + share_of_quantile(last, n);
}

}  // namespace

double share_of_quantile(std::size_t i, std::size_t count) {
  return i + 1 == count ? 1 : static_cast<double>(i) * (1 / static_cast<double>(count - 1));
}

double normal_share(double x) { return std::erfc(-x / std::numbers::sqrt2) / 2; }

double normal_quantile(double p) {
  const double tail = std::min(p, 1 - p);
  const double t = std::sqrt(-2 * std::log(tail));
  double x = t - (2.515517 + t * (0.802853 + t * 0.010328)) /
                     (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  x = -x;
  // The start is good to 4.5e-4, and each step of Halley's cubes that.
  for (int step = 0; step < 2; ++step) {
    const double density = std::exp(-x * x / 2) / std::sqrt(2 * std::numbers::pi);
    const double miss = (normal_share(x) - tail) / density;
    x -= miss / (1 + x * miss / 2);
  }
  return p <= 0.5 ? x : -x;
}

QuantileMap QuantileMap::fit(std::vector<double> values, std::size_t count, bool is_normal) {
  QuantileMap map{is_normal, {}};
  // By way of percents: the rounding decides between equal values, and so it is scikit-learn's.
  std::vector<double> shares;
  for (std::size_t i = 0; i < count; ++i)
    shares.push_back(count == 1 ? 0 : share_of_quantile(i, count) * 100 / 100);
  order_at_shares(values, shares);
  for (double share : shares) {
    const double q = quantile_of(values, share);
    map.quantiles.push_back(map.quantiles.empty() ? q : std::max(q, map.quantiles.back()));
  }
  return map;
}

void QuantileMap::apply(std::span<const double> from, std::span<double> to) const {
  std::array<double, kLanes> some{};
  std::array<std::int64_t, kLanes> below{};
  for (std::size_t begin = 0; begin < from.size(); begin += kLanes) {
    const std::size_t count = std::min(kLanes, from.size() - begin);
    std::copy_n(from.begin() + static_cast<std::ptrdiff_t>(begin), count, some.begin());
    count_below(quantiles.data(), static_cast<std::int64_t>(quantiles.size()), some.data(),
                below.data());
    for (std::size_t k = 0; k < count; ++k)
      to[begin + k] = mapped(some[k], static_cast<std::size_t>(below[k]));
  }
}

double QuantileMap::apply(double value) const {
  const auto above = std::upper_bound(quantiles.begin(), quantiles.end(), value);
  return mapped(value, static_cast<std::size_t>(above - quantiles.begin()));
}

double QuantileMap::mapped(double value, std::size_t below) const {
  if (std::isnan(value)) return value;
  const double low = quantiles.front(), high = quantiles.back(),
               reach = is_normal ? kNormalEdge : 0;
  double share = 0;
  if (is_normal ? value - reach < low : value <= low)
    share = 0;
  else if (is_normal ? value + reach > high : value >= high)
    share = 1;
  else
    share = share_of(quantiles, value, below);
  if (!is_normal) return share;
  static const double edge = normal_quantile(kLastShare);
  return share <= kNormalEdge ? edge : share >= 1 - kNormalEdge ? -edge : normal_quantile(share);
}

double QuantileMap::inverse(double mapped) const {
  const double share = std::clamp(is_normal ? normal_share(mapped) : mapped, 0.0, 1.0);
  return quantile_of(quantiles, share);
}

}  // namespace dlflow::views
