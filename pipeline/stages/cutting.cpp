#include "pipeline/stages/cutting.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "pipeline/project/split_rules.hpp"

namespace dlflow::stages {

namespace {

/// The number of each row's group; a row without one has its own. Nothing where no two of the rows
/// are of one group.
std::vector<std::uint32_t> group_numbers(const data::SplitGroups& groups,
                                         const Cutting::Rows& rows) {
  std::vector<bool> is_seen(groups.names.size());
  bool binds = false;
  for (const data::RowIndex row : rows) {
    if (groups.of_row[row] < 0) continue;
    const auto group = static_cast<std::size_t>(groups.of_row[row]);
    binds = binds || is_seen[group];
    is_seen[group] = true;
  }
  std::vector<std::uint32_t> numbers;
  for (std::size_t row = 0; binds && row < groups.of_row.size(); ++row)
    numbers.push_back(static_cast<std::uint32_t>(
        groups.of_row[row] < 0 ? groups.names.size() + row
                               : static_cast<std::size_t>(groups.of_row[row])));
  return numbers;
}

/// The classes in the order of the data, so that the rows that are held out do not depend on which
/// class counts as the positive one.
data::SplitTarget dealt_target(const Framed& framed) {
  data::SplitTarget out{framed.target.labels, framed.target.classes, framed.framing.classes};
  if (!framed.are_classes_swapped) return out;
  std::ranges::reverse(out.labels);
  for (std::int32_t& code : out.classes)
    if (code >= 0) code = 1 - code;
  return out;
}

}  // namespace

Cutting::Cutting(Workflow& workflow, const Framed& framed, const Rows& rows)
    : workflow_(workflow), framed_(framed), notes_(workflow.facts().notes) {
  if (framed.target.classes > 0) target_ = dealt_target(framed);
  group_ = project::group_of(define());
  const std::string& hash = define().test.hash;
  if (group_.empty() && (hash.empty() || framed.read.test_begin)) return;
  // A test file is sealed as it is and needs no groups.
  const std::size_t end = framed.read.test_begin.value_or(framed.read.table.rows());
  Rows own;
  std::ranges::copy_if(rows, std::back_inserter(own),
                       [&](data::RowIndex row) { return row < end; });
  const std::string& name = group_.empty() ? hash : group_;
  groups_ =
      at_option(workflow_, group_option(), [&] { return data::groups_of(column(name), own); });
  // Of a hash of values that each one row has nothing is to be kept together.
  if (group_.empty() && group_numbers(groups_, own).empty()) return;
  group_ = name;
}

const data::Column& Cutting::column(const std::string& name) const {
  return *framed_.read.table.find(name);
}

void Cutting::require_classes() const {
  if (target_.class_count == 0)
    throw UserError(ExitCode::configuration,
                    "a stratified cut needs classes, but the target '" + framed_.framing.target +
                        "' is a number",
                    "leave 'kind' out, or write one without 'stratified'");
}

const char* Cutting::group_option() const {
  if (!define().group.empty()) return "define.group";
  return define().test.group.empty() ? "define.test.hash" : "define.test.group";
}

const data::SplitGroups& Cutting::groups() const {
  if (group_.empty())
    throw UserError(ExitCode::configuration, "a cut by group needs the column of the groups",
                    "write 'group: NAME' below define");
  return groups_;
}

data::TimeStarts Cutting::starts(const Rows& rows) const {
  if (define().time.empty()) return {};
  return data::time_starts(column(define().time), rows);
}

data::Fold Cutting::last(const Rows& rows, std::size_t held, std::size_t gap) const {
  if (!counts_times()) return last_rows(rows, held, gap);
  return data::hold_out_last_times(rows, held, gap, starts(rows));
}

data::Fold Cutting::last_rows(const Rows& rows, std::size_t held, std::size_t gap) const {
  const data::TimeStarts begins = starts(rows);
  data::Fold fold = data::hold_out_last(rows, held, counts_times() ? 0 : gap, begins);
  if (counts_times() && gap > 0) {
    const auto kept = begins.end() - static_cast<std::ptrdiff_t>(fold.held_out.size());
    const auto times = static_cast<std::size_t>(std::count(kept, begins.end(), true));
    fold = data::hold_out_last_times(rows, times, gap, begins);
  }
  if (const std::size_t left = fold.held_out.size(); left != held)
    add_notes({fmt::format(
        "the last {} {} held out in place of {}, so that rows of one '{}' stay "
        "together",
        counted(left, "row"), left == 1 ? "is" : "are", counted(held), define().time)});
  return fold;
}

data::RowTies Cutting::ties(const Rows& rows) const {
  data::RowTies ties;
  if (!group_.empty()) ties.groups = group_numbers(groups_, rows);
  if (define().time.empty()) return ties;
  const data::TimeStarts begins = starts(rows);
  ties.times.resize(framed_.read.table.rows());
  std::uint32_t time = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    time += begins[i] ? 1 : 0;
    ties.times[rows[i]] = time;
  }
  const auto& folds = workflow_.project().evaluate.cross_validation;
  ties.gap_counts_times = counts_times();
  ties.gap =
      static_cast<std::size_t>(std::max(define().test.gap, folds.time ? folds.time->gap : 0));
  return ties;
}

void Cutting::add_notes(std::vector<std::string> sentences) const {
  std::ranges::move(sentences, std::back_inserter(notes_));
}

}  // namespace dlflow::stages
