#include "pipeline/views/transforms/relevance.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "pipeline/views/transforms/bin_edges.hpp"
#include "pipeline/views/transforms/column_statistics.hpp"

namespace dlflow::views {
namespace {

double ratio_of(double explained, double left, double degrees) {
  if (explained <= 0) return 0;
  return left > 0 ? explained / left * degrees : std::numeric_limits<double>::infinity();
}

/// (squares between classes / (K - 1)) / (squares within / (N - K)), over classes with rows.
double f_of_classes(const std::vector<double>& values, const data::Target& target) {
  const auto classes = static_cast<std::size_t>(target.classes);
  std::vector<double> sums(classes), counts(classes);
  for (std::size_t row = 0; row < values.size(); ++row) {
    if (std::isnan(values[row])) continue;
    sums[static_cast<std::size_t>(target.labels[row])] += values[row];
    counts[static_cast<std::size_t>(target.labels[row])] += 1;
  }
  const Moments all = moments(values);
  double between = 0, within = 0, seen = 0;
  for (std::size_t k = 0; k < classes; ++k) {
    if (counts[k] == 0) continue;
    const double apart = sums[k] / counts[k] - all.mean;
    between += counts[k] * apart * apart;
    ++seen;
  }
  for (std::size_t row = 0; row < values.size(); ++row) {
    if (std::isnan(values[row])) continue;
    const auto k = static_cast<std::size_t>(target.labels[row]);
    const double apart = values[row] - sums[k] / counts[k];
    within += apart * apart;
  }
  const double left = static_cast<double>(all.count) - seen;
  if (seen < 2 || left <= 0 || all.is_constant()) return 0;
  return ratio_of(between, within, left / (seen - 1));
}

/// The class of each row, or the bin of its value; -1 where the value is missing.
std::vector<int> groups_of(const std::vector<double>& values) {
  constexpr std::size_t kBins = 10;
  std::vector<double> sorted = values;
  drop_missing(sorted);
  if (sorted.empty()) return std::vector<int>(values.size(), -1);
  std::sort(sorted.begin(), sorted.end());
  const std::vector<double> edges = quantile_edges(sorted, kBins);
  std::vector<int> groups;
  for (double v : values) groups.push_back(std::isnan(v) ? -1 : static_cast<int>(bin_of(edges, v)));
  return groups;
}

}  // namespace

double f_statistic(const std::vector<double>& values, const data::Target& target) {
  if (target.classes > 0) return f_of_classes(values, target);
  const double r = correlation(values, target.values);
  const double rows = static_cast<double>(moments(values).count);
  return rows > 2 ? ratio_of(r * r, 1 - r * r, rows - 2) : 0;
}

double mutual_information(const std::vector<double>& values, const data::Target& target) {
  const std::vector<int> of_value = groups_of(values);
  const std::vector<int> of_target =
      target.classes > 0 ? std::vector<int>(target.labels.begin(), target.labels.end())
                         : groups_of(target.values);
  const auto most = [](const std::vector<int>& groups) {
    return static_cast<std::size_t>(*std::max_element(groups.begin(), groups.end()) + 1);
  };
  if (values.empty()) return 0;
  const std::size_t rows = most(of_value), columns = most(of_target);
  std::vector<double> table(rows * columns), row_sums(rows), column_sums(columns);
  double count = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (of_value[i] < 0 || of_target[i] < 0) continue;
    const auto r = static_cast<std::size_t>(of_value[i]),
               c = static_cast<std::size_t>(of_target[i]);
    ++table[r * columns + c];
    ++row_sums[r];
    ++column_sums[c];
    ++count;
  }
  double sum = 0;
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t c = 0; c < columns; ++c) {
      const double joint = table[r * columns + c];
      if (joint > 0)
        sum += joint / count * std::log(joint * count / (row_sums[r] * column_sums[c]));
    }
  return std::max(sum, 0.0);
}

double correlation(const std::vector<double>& a, const std::vector<double>& b) {
  double count = 0, sum_a = 0, sum_b = 0;
  const auto has_both = [&](std::size_t i) { return !std::isnan(a[i]) && !std::isnan(b[i]); };
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!has_both(i)) continue;
    sum_a += a[i];
    sum_b += b[i];
    ++count;
  }
  double aa = 0, bb = 0, ab = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!has_both(i)) continue;
    const double x = a[i] - sum_a / count, y = b[i] - sum_b / count;
    aa += x * x;
    bb += y * y;
    ab += x * y;
  }
  return aa > 0 && bb > 0 ? std::clamp(ab / std::sqrt(aa) / std::sqrt(bb), -1.0, 1.0) : 0;
}

}  // namespace dlflow::views
