#include "pipeline/stages/split_checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "core/base/text.hpp"
#include "pipeline/harness/task_metrics.hpp"
#include "pipeline/models/score.hpp"

namespace dlflow::stages {
namespace {

using data::Fold;
using Sentences = std::vector<std::string>;

/// The metrics of the task that are means over rows.
Sentences means_over_rows(const Framed& framed) {
  Sentences names;
  for (const auto* kind : harness::metrics_of(framed.target, !framed.ground.series.empty()))
    if (kind->is_mean_over_rows) names.push_back(kind->name);
  return names;
}

/// Whether some prediction of these rows has a score: the truth itself, or the same for each row.
bool is_defined(const metrics::MetricKind& metric, const data::Target& truth) {
  const std::size_t rows = std::max(truth.labels.size(), truth.values.size());
  const auto columns = static_cast<std::size_t>(std::max(truth.classes, 1));
  data::Predictions same(rows, columns), right(rows, columns);
  for (std::size_t n = 0; n < rows; ++n) {
    for (std::size_t k = 0; k < columns; ++k) same(n, k) = 1 / static_cast<double>(columns);
    if (truth.classes > 0)
      right(n, static_cast<std::size_t>(truth.labels[n])) = 1;
    else
      right(n, 0) = truth.values[n];
  }
  return std::ranges::any_of(std::array{&same, &right}, [&](const data::Predictions* guess) {
    return !std::isnan(models::score(metric, truth, *guess));
  });
}

std::string missing_classes(const data::Target& truth, const Sentences& names) {
  Sentences missing;
  for (std::size_t k = 0; k < names.size(); ++k)
    if (std::ranges::find(truth.labels, static_cast<std::int32_t>(k)) == truth.labels.end())
      missing.push_back("'" + names[k] + "'");
  return missing.empty() ? "" : ": there is none of class " + join(missing, ", ");
}

}  // namespace

void require_scorable(const Framed& framed, const std::vector<Fold>& folds) {
  const auto& metric = *framed.metric;
  const auto is_single = [](const Fold& fold) { return fold.held_out.size() == 1; };
  if (std::ranges::all_of(folds, is_single)) {
    if (!metric.is_mean_over_rows)
      throw UserError(ExitCode::configuration,
                      fmt::format("each fold judges a single row, but metric {} is no mean over "
                                  "rows and says nothing of one",
                                  metric.name),
                      "use larger folds, or a metric that is a mean over rows: " +
                          join(means_over_rows(framed), ", "));
    if (!framed.target.weights.empty())
      throw UserError(ExitCode::configuration,
                      "each fold judges a single row and counts as much as any other, whatever the "
                      "weight of the row",
                      "use larger folds, or leave define.weight out");
  }
  // What scales by the errors of series is looked at by require_scales.
  if (metric.is_mean_over_rows || metric.needs_series) return;
  for (const Fold& fold : folds) {
    const data::Target truth = framed.target.picked<data::RowIndex>(fold.held_out);
    if (is_defined(metric, truth)) continue;
    auto rows = fold.train;
    rows.insert(rows.end(), fold.held_out.begin(), fold.held_out.end());
    const bool a_cut_helps = is_defined(metric, framed.target.picked<data::RowIndex>(rows));
    const std::string hint = fmt::format("use {} that is a mean over rows: {}",
                                         a_cut_helps ? "fewer folds, or a metric" : "a metric",
                                         join(means_over_rows(framed), ", "));
    throw UserError(ExitCode::data,
                    fmt::format("metric {} is not defined on the {} that fold {} judges{}",
                                metric.name, counted(fold.held_out.size(), "row"), fold.number + 1,
                                missing_classes(truth, framed.framing.classes)),
                    hint);
  }
}

void require_whole_groups(const Fold& fold, const data::SplitGroups& groups,
                          const std::string& part) {
  const auto parted = data::parted_groups(fold, groups);
  if (parted.empty()) return;
  throw UserError(
      ExitCode::data,
      fmt::format("group '{}' of column '{}' has rows in {} and outside of it", parted.front(),
                  groups.column, part),
      parted.size() == 1
          ? "put all rows of the group on one side"
          : fmt::format("put all rows of a group on one side; {} groups have rows on both",
                        parted.size()));
}

void require_two_classes(const std::vector<data::RowIndex>& rows, const data::SplitTarget& target) {
  if (target.class_count == 0) return;
  const auto sizes = data::class_sizes(rows, target);
  const auto is_there = [](std::size_t size) { return size > 0; };
  if (std::ranges::count_if(sizes, is_there) != 1) return;
  const auto only = std::ranges::find_if(sizes, is_there) - sizes.begin();
  throw UserError(ExitCode::data,
                  fmt::format("every row outside the test set is of class '{}'",
                              target.labels[static_cast<std::size_t>(only)]),
                  "a model learns from two classes; seal other rows, or none: 'test: 0'");
}

Sentences parted_group_notes(const std::vector<Fold>& folds, const data::SplitGroups& groups) {
  std::set<std::string> parted;
  for (const Fold& fold : folds)
    for (std::string& name : data::parted_groups(fold, groups)) parted.insert(std::move(name));
  if (parted.empty()) return {};
  return {
      fmt::format("a cut over time does not keep groups together: {} of '{}' {} rows on both "
                  "sides of a cut, '{}' for one",
                  counted(parted.size(), "group"), groups.column,
                  parted.size() == 1 ? "has" : "have", *parted.begin())};
}

Sentences large_group_notes(const std::vector<data::RowIndex>& rows,
                            const data::SplitGroups& groups, std::size_t folds) {
  const data::LargestGroup largest = data::largest_group(rows, groups);
  const std::size_t equal = data::rows_of_fold(rows.size(), folds);
  if (largest.rows <= equal) return {};
  return {fmt::format(
      "group '{}' of '{}' has {} of {}, more than the {} of one of {} equal folds: the fold that "
      "judges it is larger, and learns from fewer rows than the others",
      largest.name, groups.column, counted(largest.rows), counted(rows.size(), "row"),
      counted(equal), folds)};
}

Sentences lone_group_notes(const std::vector<Fold>& folds, const data::SplitGroups& groups) {
  const auto lone = std::ranges::count_if(folds, [&](const Fold& fold) {
    return std::ranges::all_of(fold.train, [&](data::RowIndex row) {
      return groups.of_row[row] == groups.of_row[fold.train.front()];
    });
  });
  if (lone == 0) return {};
  return {
      fmt::format("{} of {} learn{} from one group of '{}' alone, so that cuts inside a fit "
                  "part it",
                  lone, counted(folds.size(), "fold"), lone == 1 ? "s" : "", groups.column)};
}

Sentences rare_class_notes(const std::vector<data::RowIndex>& rows, const data::SplitTarget& target,
                           std::size_t folds) {
  Sentences notes;
  const auto sizes = data::class_sizes(rows, target);
  const bool are_two = std::ranges::count_if(sizes, [](auto size) { return size > 0; }) == 2;
  for (std::size_t k = 0; k < sizes.size(); ++k) {
    if (sizes[k] >= folds) continue;
    const std::string& label = target.labels[k];
    if (sizes[k] == 0)
      notes.push_back(
          fmt::format("class '{}' has no row outside the test set, so that no model "
                      "learns it",
                      label));
    else if (sizes[k] == 1 && are_two)
      notes.push_back(
          fmt::format("class '{}' has 1 row, which every fold learns from and none judges", label));
    else
      notes.push_back(fmt::format(
          "class '{}' has {}, fewer than the {} folds, so that {} of them judge{} none of it{}",
          label, counted(sizes[k], "row"), folds, folds - sizes[k],
          folds - sizes[k] == 1 ? "s" : "",
          sizes[k] == 1 ? ", and the one that does learns from none" : ""));
  }
  constexpr std::size_t kShown = 3;
  if (notes.size() <= kShown) return notes;
  const std::size_t rest = notes.size() - kShown;
  notes.resize(kShown);
  notes.push_back(fmt::format("{} more have fewer rows than the {} folds",
                              rest == 1 ? "1 class" : fmt::format("{} classes", rest), folds));
  return notes;
}

Sentences hash_notes(const Fold& fold, const std::string& column, double share) {
  const auto held = static_cast<double>(fold.held_out.size());
  const double sealed = held / (held + static_cast<double>(fold.train.size()));
  if (std::abs(sealed - share) <= share / 4) return {};
  return {
      fmt::format("the hash of '{}' seals {:.0f} % of the rows where {:.0f} % was asked for; a "
                  "column with more values comes nearer",
                  column, 100 * sealed, 100 * share)};
}

}  // namespace dlflow::stages
