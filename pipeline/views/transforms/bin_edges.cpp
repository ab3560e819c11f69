#include "pipeline/views/transforms/bin_edges.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include "core/kernels/dispatch.hpp"
#include "pipeline/views/transforms/column_order.hpp"
#include "pipeline/views/transforms/column_statistics.hpp"

namespace dlflow::views {
namespace {

/// The inner edges of a list with both ends, without those that follow the one before closely.
std::vector<double> inner_edges(const std::vector<double>& all) {
  constexpr double kNarrow = 1e-8;
  std::vector<double> kept = {all[0]};
  for (std::size_t i = 1; i < all.size(); ++i)
    if (all[i] - all[i - 1] > kNarrow) kept.push_back(all[i]);
  if (kept.size() <= 2) return {};
  return {kept.begin() + 1, kept.end() - 1};
}

/// Equal steps between the ends, both of them included.
std::vector<double> even_steps(double low, double high, std::size_t steps) {
  std::vector<double> all;
  const double step = (high - low) / static_cast<double>(steps);
  for (std::size_t i = 0; i < steps; ++i) all.push_back(low + step * static_cast<double>(i));
  all.push_back(high);
  return all;
}

std::vector<double> middles(const std::vector<double>& points) {
  std::vector<double> between;
  for (std::size_t i = 0; i + 1 < points.size(); ++i)
    between.push_back((points[i] + points[i + 1]) / 2);
  return between;
}

/// Where the run of each center ends in the sorted values; a value belongs to its nearest center.
using Ends = std::vector<std::size_t>;
Ends run_ends(const std::vector<double>& sorted, const std::vector<double>& centers) {
  Ends ends;
  for (double edge : middles(centers)) ends.push_back(bin_of(sorted, edge));
  ends.push_back(sorted.size());
  return ends;
}

/// The means of the runs. A center without a run moves to the value farthest from its own center,
/// which leaves its run.
std::vector<double> moved_centers(const std::vector<double>& sorted, const Ends& ends,
                                  const std::vector<double>& centers) {
  std::vector<double> sums(centers.size()), counts(centers.size());
  std::vector<std::pair<double, std::size_t>> far;  // squared distance, value
  std::vector<std::size_t> run_of(sorted.size());
  for (std::size_t k = 0, i = 0; k < centers.size(); ++k)
    for (; i < ends[k]; ++i) {
      sums[k] += sorted[i];
      ++counts[k];
      run_of[i] = k;
      far.emplace_back((sorted[i] - centers[k]) * (sorted[i] - centers[k]), i);
    }
  const auto empty = static_cast<std::size_t>(std::count(counts.begin(), counts.end(), 0.0));
  const auto last = far.begin() + static_cast<std::ptrdiff_t>(std::min(empty, far.size()));
  std::partial_sort(far.begin(), last, far.end(), std::greater<>());
  std::vector<double> moved(centers);
  auto next = far.begin();
  for (std::size_t k = 0; k < centers.size(); ++k) {
    if (counts[k] > 0 || next == last || run_of[next->second] == k) continue;
    const std::size_t value = (next++)->second, from = run_of[value];
    sums[from] -= sorted[value];
    --counts[from];
    sums[k] = sorted[value];
    counts[k] = 1;
  }
  for (std::size_t k = 0; k < centers.size(); ++k)
    if (counts[k] > 0) moved[k] = sums[k] / counts[k];
  return moved;
}

/// By comparing with every edge: quicker than a search while there are few.
DLFLOW_CLONES void count_edges(const double* edges, std::size_t count, double* values,
                               std::size_t rows) {
  for (std::size_t row = 0; row < rows; ++row) {
    const double value = values[row];
    double bin = 0;
    for (std::size_t e = 0; e < count; ++e) bin += edges[e] <= value ? 1.0 : 0.0;
    values[row] = value == value ? bin : value;
  }
}

}  // namespace

std::vector<double> uniform_edges(const Range& range, std::size_t bins) {
  if (range.low == range.high) return {};
  const std::vector<double> all = even_steps(range.low, range.high, bins);
  return {all.begin() + 1, all.end() - 1};
}

std::vector<double> quantile_edges(std::vector<double>& values, std::size_t bins) {
  const Range range = range_of(values);
  if (range.low == range.high) return {};
  // Shares by way of percents: their rounding decides on which side of an edge a value upon it
  // lies, and so it is that of scikit-learn.
  std::vector<double> shares, all;
  for (double percent : even_steps(0, 100, bins)) shares.push_back(percent / 100);
  order_at_shares(values, shares);
  for (double share : shares) all.push_back(quantile_of(values, share));
  return inner_edges(all);
}

std::vector<double> kmeans_edges(const std::vector<double>& sorted, std::size_t bins) {
  if (sorted.front() == sorted.back()) return {};
  std::vector<double> centers = middles(even_steps(sorted.front(), sorted.back(), bins));
  const double enough = 1e-4 * moments(sorted).variance;
  Ends last;
  for (int round = 0; round < 300; ++round) {
    Ends ends = run_ends(sorted, centers);
    if (ends == last) break;
    std::vector<double> next = moved_centers(sorted, ends, centers);
    double shift = 0;
    for (std::size_t k = 0; k < bins; ++k) shift += (next[k] - centers[k]) * (next[k] - centers[k]);
    std::sort(next.begin(), next.end());
    centers = std::move(next);
    if (shift <= enough) break;
    last = std::move(ends);
  }
  std::vector<double> all = middles(centers);
  all.insert(all.begin(), sorted.front());
  all.push_back(sorted.back());
  return inner_edges(all);
}

std::size_t bin_of(const std::vector<double>& edges, double value) {
  return static_cast<std::size_t>(std::upper_bound(edges.begin(), edges.end(), value) -
                                  edges.begin());
}

void become_bins(const std::vector<double>& edges, std::vector<double>& values) {
  constexpr std::size_t kFew = 32;
  if (edges.size() <= kFew)
    return count_edges(edges.data(), edges.size(), values.data(), values.size());
  for (double& v : values)
    if (!std::isnan(v)) v = static_cast<double>(bin_of(edges, v));
}

}  // namespace dlflow::views
