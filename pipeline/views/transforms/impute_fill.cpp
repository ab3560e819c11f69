#include "pipeline/views/transforms/impute_fill.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "pipeline/views/transforms/column_statistics.hpp"

namespace dlflow::views {

double mean_of(const std::vector<double>& present) {
  double sum = 0;
  for (double v : present) sum += v;
  return sum / static_cast<double>(present.size());
}

double median_of(const std::vector<double>& sorted) {
  const std::size_t half = sorted.size() / 2;
  return sorted.size() % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

double most_frequent_of(const std::vector<double>& sorted) {
  double best = sorted[0];
  std::size_t longest = 0;
  for (std::size_t begin = 0, end = 0; begin < sorted.size(); begin = end) {
    while (end < sorted.size() && sorted[end] == sorted[begin]) ++end;
    if (end - begin > longest) best = sorted[begin];
    longest = std::max(longest, end - begin);
  }
  return best;
}

NearestRows::NearestRows(std::vector<std::vector<double>> columns, std::size_t neighbors)
    : columns_(std::move(columns)), neighbors_(neighbors) {
  for (const auto& column : columns_) means_.push_back(moments(column).mean);
}

/// Squared distances to all training rows; infinite where no column is shared.
std::vector<double> NearestRows::distances(std::span<const double> row) const {
  const std::size_t rows = columns_.front().size();
  std::vector<double> sums(rows), shared(rows);
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    if (std::isnan(row[c])) continue;
    for (std::size_t n = 0; n < rows; ++n) {
      const double apart = columns_[c][n] - row[c];
      if (std::isnan(apart)) continue;
      sums[n] += apart * apart;
      ++shared[n];
    }
  }
  const double all = static_cast<double>(columns_.size());
  for (std::size_t n = 0; n < rows; ++n)
    sums[n] = shared[n] > 0 ? sums[n] * (all / shared[n]) : std::numeric_limits<double>::infinity();
  return sums;
}

double NearestRows::value(std::span<const double> row, std::size_t column) const {
  const std::vector<double> distance = distances(row);
  std::vector<std::size_t> donors;
  for (std::size_t n = 0; n < distance.size(); ++n)
    if (!std::isnan(columns_[column][n])) donors.push_back(n);
  const std::size_t k = std::min(neighbors_, donors.size());
  std::partial_sort(donors.begin(), donors.begin() + static_cast<std::ptrdiff_t>(k), donors.end(),
                    [&](std::size_t a, std::size_t b) {
                      return distance[a] != distance[b] ? distance[a] < distance[b] : a < b;
                    });
  if (k == 0 || std::isinf(distance[donors[0]])) return means_[column];
  double sum = 0;
  for (std::size_t i = 0; i < k; ++i) sum += columns_[column][donors[i]];
  return sum / static_cast<double>(k);
}

graph::Expression NearestRows::lowered(const graph::Expression& rows) const {
  using graph::Expression;
  const std::size_t count = columns_.front().size();
  const Expression zeros = rows.row(std::vector<double>(count, 0)), ones = zeros + 1;
  Expression sums = zeros, shared = zeros;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    const Expression apart = rows.take({static_cast<double>(c)}) - rows.row(columns_[c]);
    sums = sums + where(is_missing(apart), zeros, apart * apart);
    shared = shared + where(is_missing(apart), zeros, ones);
  }
  const double infinity = std::numeric_limits<double>::infinity();
  const Expression distance =
      where(greater(shared, 0), sums * (static_cast<double>(columns_.size()) / shared), infinity);
  std::vector<Expression> values;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    std::vector<double> donors, lent;
    for (std::size_t n = 0; n < count; ++n)
      if (!std::isnan(columns_[c][n])) {
        donors.push_back(static_cast<double>(n));
        lent.push_back(columns_[c][n]);
      }
    const auto k = static_cast<double>(std::min(neighbors_, donors.size()));
    if (k == 0) {
      values.push_back(rows.take({0}) * 0 + means_[c]);
      continue;
    }
    const Expression far = distance.take(std::move(donors));
    const Expression near = far.apply("smallest", {}, {{"count", k}});
    const Expression nearest = far.apply("pick", {near.name()}).take({0});
    const Expression mean = sum(near.gather(std::move(lent), 0)) / k;
    values.push_back(where(less(nearest, infinity), mean, means_[c]));
  }
  return concat(values);
}

}  // namespace dlflow::views
