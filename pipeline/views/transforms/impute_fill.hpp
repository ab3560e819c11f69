#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/graph/expression.hpp"

/// What stands in for a missing value. Lists hold at least one value, none of them missing.
namespace dlflow::views {

double mean_of(const std::vector<double>& present);
/// The middle value of a sorted list, or the mean of the two.
double median_of(const std::vector<double>& sorted);
/// The smallest of the values that are most frequent in a sorted list.
double most_frequent_of(const std::vector<double>& sorted);

/// Gives each missing value the last present one before it; those at the start get the first one.
/// With `is_backward` the next one after it, and at the end the last one. Nothing happens where no
/// value is present.
template <class T, class IsMissing>
void fill_along(std::vector<T>& values, bool is_backward, const IsMissing& is_missing) {
  const std::size_t n = values.size();
  const auto at = [&](std::size_t i) -> T& { return values[is_backward ? n - 1 - i : i]; };
  std::size_t first = 0;
  while (first < n && is_missing(at(first))) ++first;
  if (first == n) return;
  for (std::size_t i = 0; i < first; ++i) at(i) = at(first);
  for (std::size_t i = first + 1; i < n; ++i)
    if (is_missing(at(i))) at(i) = at(i - 1);
}

/// Training rows that lend a value to a row that misses it: the mean over the k nearest that have
/// it, by the Euclidean distance over the columns both rows have, scaled up to all columns. Equal
/// to scikit-learn's KNNImputer; of equally near rows the earlier ones count.
class NearestRows {
 public:
  NearestRows() = default;
  NearestRows(std::vector<std::vector<double>> columns, std::size_t neighbors);

  /// The value of one column for a row of values, NaN where missing. The column's mean where no
  /// row shares a column with it.
  double value(std::span<const double> row, std::size_t column) const;

  /// Such values of all columns for rows (N, F) in a graph.
  graph::Expression lowered(const graph::Expression& rows) const;

  const std::vector<std::vector<double>>& columns() const { return columns_; }
  std::size_t neighbors() const { return neighbors_; }

 private:
  std::vector<double> distances(std::span<const double> row) const;

  std::vector<std::vector<double>> columns_;
  std::vector<double> means_;
  std::size_t neighbors_ = 0;
};

}  // namespace dlflow::views
