#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>

#include "pipeline/views/imbalance/kinds.hpp"
#include "pipeline/views/imbalance/sampling.hpp"

namespace dlflow::views {
namespace {

struct Options {
  SamplingOptions sampling;
  std::int64_t neighbors = 5;
};
void describe(schema::Object& o, Options& x) {
  describe(o, x.sampling);
  o.field("neighbors", x.neighbors,
          "How many of the nearest rows of its class a row may meet; of a smaller class all "
          "others. The "
          "only row of a class is repeated.")
      .between(1, 1000);
}

using Rows = std::vector<std::size_t>;

/// The median over the number columns of their variance among some rows: what a differing category
/// adds to a squared distance.
double median_variance(const data::Features& x, const Rows& rows) {
  std::vector<double> variances;
  for (std::size_t f = 0; f < x.dense.columns; ++f) {
    double sum = 0, squares = 0;
    for (std::size_t row : rows) sum += static_cast<double>(x.dense(row, f));
    const double mean = sum / static_cast<double>(rows.size());
    for (std::size_t row : rows)
      squares += std::pow(static_cast<double>(x.dense(row, f)) - mean, 2);
    variances.push_back(squares / static_cast<double>(rows.size()));
  }
  if (variances.empty()) return 1;
  std::sort(variances.begin(), variances.end());
  const std::size_t half = variances.size() / 2;
  return variances.size() % 2 ? variances[half] : (variances[half - 1] + variances[half]) / 2;
}

/// In four sums side by side, which do not wait for each other.
double squared_distance(const data::Features& x, std::size_t a, std::size_t b, double of_code) {
  const float *at_a = x.dense.row(a).data(), *at_b = x.dense.row(b).data();
  std::array<double, 4> sums = {};
  for (std::size_t f = 0; f < x.dense.columns; ++f) {
    const double apart = static_cast<double>(at_a[f]) - static_cast<double>(at_b[f]);
    sums[f % 4] += apart * apart;
  }
  double sum = (sums[0] + sums[1]) + (sums[2] + sums[3]);
  for (const data::CodeColumn& column : x.codes)
    if (column.codes[a] != column.codes[b]) sum += of_code;
  return sum;
}

/// The nearest other rows of a class, nearest first; of equally near ones the earlier.
Rows nearest(const data::Features& x, const Rows& rows, std::size_t row, std::size_t count,
             double of_code) {
  std::vector<std::pair<double, std::size_t>> others;
  for (std::size_t other : rows)
    if (other != row) others.emplace_back(squared_distance(x, row, other, of_code), other);
  count = std::min(count, others.size());
  std::partial_sort(others.begin(), others.begin() + static_cast<std::ptrdiff_t>(count),
                    others.end());
  Rows near;
  for (std::size_t i = 0; i < count; ++i) near.push_back(others[i].second);
  return near;
}

/// The code most of some rows have, the smallest of equally frequent ones.
std::int32_t usual_code(const data::CodeColumn& column, const Rows& rows) {
  std::map<std::int32_t, std::size_t> counts;
  for (std::size_t row : rows) ++counts[column.codes[row]];
  return std::max_element(counts.begin(), counts.end(),
                          [](const auto& a, const auto& b) { return a.second < b.second; })
      ->first;
}

/// Rows to be added: a row, one of its neighbors, and how far the new row lies on the way to it.
struct Meeting {
  std::size_t row, other;
  double way;
  const Rows* near;
};

/// Puts new rows in the last rows of a part, which hold copies of the rows they start from.
void move_rows(const data::Features& x, const std::vector<Meeting>& meetings, TrainingPart& part) {
  const std::size_t first = part.features.rows - meetings.size();
  for (std::size_t i = 0; i < meetings.size(); ++i) {
    const Meeting& m = meetings[i];
    for (std::size_t f = 0; f < x.dense.columns; ++f) {
      const double from = static_cast<double>(x.dense(m.row, f));
      const double to = static_cast<double>(x.dense(m.other, f));
      part.features.dense(first + i, f) = static_cast<float>(from + m.way * (to - from));
    }
    for (std::size_t c = 0; c < x.codes.size(); ++c)
      part.features.codes[c].codes[first + i] = usual_code(x.codes[c], *m.near);
  }
}

/// All rows, then new rows of the smaller classes. Each lies between a row of the class and one of
/// its nearest neighbors in the class; its categories are the usual ones of these neighbors. A
/// class of few rows has fewer neighbors; the only row of a class meets itself, and so is repeated.
/// Source: Chawla et al., SMOTE: synthetic minority over-sampling technique (2002), with SMOTE-NC.
void add_rows(const Options& options, TrainingPart& part, RandomKey key) {
  const data::Features& x = part.features;
  if (x.missing)
    throw UserError(ExitCode::data, {{{},
                                      "imbalance",
                                      "smote cannot take missing values: " + x.missing->in_words(),
                                      "add 'impute' to the column's steps, or use 'over_sample'"}});
  const auto classes = rows_of_classes(part.target);
  std::size_t largest = 0;
  for (const Rows& rows : classes) largest = std::max(largest, rows.size());
  const std::size_t wanted = least_beside(largest, options.sampling.ratio);
  std::map<std::size_t, Rows> near;
  std::vector<Meeting> meetings;
  for (std::size_t k = 0; k < classes.size(); ++k) {
    const Rows& rows = classes[k];
    if (rows.empty() || rows.size() >= wanted) continue;
    const double of_code = median_variance(x, rows);
    RandomStream random(key.with("smote").with(static_cast<std::uint64_t>(k)));
    for (std::size_t n = rows.size(); n < wanted; ++n) {
      const std::size_t row = rows[random.below(rows.size())];
      Rows& of_row = near[row];
      if (of_row.empty())
        of_row = nearest(x, rows, row, static_cast<std::size_t>(options.neighbors), of_code);
      if (of_row.empty()) of_row = {row};  // the only one of its class
      const std::size_t other = of_row[random.below(of_row.size())];
      meetings.push_back({row, other, random.uniform(), &of_row});
    }
  }
  Rows chosen(x.rows);
  std::iota(chosen.begin(), chosen.end(), std::size_t{0});
  for (const Meeting& m : meetings) chosen.push_back(m.row);
  TrainingPart out = picked(part, chosen);
  move_rows(x, meetings, out);
  for (const Meeting& m : meetings)
    out.target.ties.mixed.push_back(
        {static_cast<std::uint32_t>(m.row), static_cast<std::uint32_t>(m.other)});
  part = std::move(out);
}

}  // namespace

ImbalanceKind smote() {
  ImbalanceKind made = imbalance_kind<Options>(
      "smote",
      "Adds rows between near rows of the smaller classes; the only row of a class is repeated.",
      "N. Chawla, K. Bowyer, L. Hall and W. Kegelmeyer, SMOTE: synthetic minority over-sampling "
      "technique (2002), with its SMOTE-NC",
      "{ratio: 0.5, neighbors: 3}", add_rows,
      [](const Options& options, const data::Target& target) {
        return grown(target, options.sampling.ratio);
      });
  made.reads_values = true;
  made.choice.version = 3;
  return made;
}

}  // namespace dlflow::views
