#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "core/base/text.hpp"
#include "pipeline/data/pace.hpp"
#include "pipeline/data/time_splits.hpp"
#include "pipeline/project/split_rules.hpp"
#include "pipeline/stages/scale_checks.hpp"
#include "pipeline/stages/splitting.hpp"

namespace dlflow::stages {
namespace {

using data::RowIndex;

/// The rows of one series in the order of time, and how they follow each other.
struct SeriesRows {
  std::string name;
  std::vector<RowIndex> rows;
  std::optional<data::Pace> pace;  ///< where every row has a time
  std::int64_t missing = 0;        ///< steps without a row between the first and the last
  std::optional<RowIndex> again;   ///< the first row at the time of the row before it

  std::size_t steps() const { return rows.size() + static_cast<std::size_t>(missing); }
};

/// Fills pace and missing, and the steps of the rows: of time where they keep to a pace, else rows
/// before them.
void place(const data::Column* time, SeriesRows& series, std::vector<std::int64_t>& steps) {
  for (std::size_t i = 0; i < series.rows.size(); ++i)
    steps[series.rows[i]] = static_cast<std::int64_t>(i);
  if (time == nullptr || series.rows.size() < 2) return;
  std::vector<double> times;
  for (const RowIndex row : series.rows) {
    const auto at = data::time_of(*time, row);
    if (!at) return;
    times.push_back(*at);
  }
  if (const auto twin = std::ranges::adjacent_find(times); twin != times.end())
    series.again = series.rows[static_cast<std::size_t>(twin - times.begin()) + 1];
  const data::Pace pace = data::pace_of(times, !time->is_number());
  const auto regular = pace.step > 0 ? data::regular_steps(times, pace) : std::nullopt;
  if (!regular) return;
  series.pace = pace;
  for (std::size_t i = 0; i < series.rows.size(); ++i) steps[series.rows[i]] = (*regular)[i];
  series.missing = regular->back() + 1 - std::ssize(series.rows);
}

/// The season of the pace that the series share, where those of two seasons hold half of all rows.
data::Season shared_season(const std::vector<SeriesRows>& all) {
  std::optional<data::Pace> shared;
  std::size_t rows = 0, kept = 0, long_enough = 0;
  for (const SeriesRows& series : all) {
    rows += series.rows.size();
    if (!shared) shared = series.pace;
  }
  if (!shared) return {};
  const data::Season season = data::season_of(*shared);
  for (const SeriesRows& series : all) {
    if (series.rows.size() > 1 && series.pace != shared) return {};
    kept += series.rows.size();
    if (series.steps() >= 2 * season.steps) long_enough += series.rows.size();
  }
  return 2 * long_enough >= rows ? season : data::Season{};
}

std::string gap_note(const std::vector<SeriesRows>& all, bool has_groups) {
  const SeriesRows* first = nullptr;
  std::size_t missing = 0, steps = 0, count = 0;
  for (const SeriesRows& series : all) {
    if (series.missing == 0) continue;
    if (!first) first = &series;
    ++count;
    missing += static_cast<std::size_t>(series.missing);
    steps += series.steps();
  }
  if (!first) return "";
  std::string whose = "the series has";
  if (has_groups && count == 1) whose = fmt::format("series '{}' has", first->name);
  if (count > 1) whose = fmt::format("{} series, '{}' for one, have", counted(count), first->name);
  return fmt::format(
      "{} no row at {} of {} times at equal steps; such a time counts as a step, and what goes on "
      "from the past sees a straight line across it",
      whose, counted(missing), counted(steps));
}

/// Without groups, rows that share a time may be of several series.
std::string twin_note(const std::vector<SeriesRows>& all, const data::Column& time) {
  const auto has_twins = [](const SeriesRows& series) { return series.again.has_value(); };
  const auto first = std::ranges::find_if(all, has_twins);
  if (first == all.end()) return "";
  const auto count = std::ranges::count_if(all, has_twins);
  return fmt::format(
      "series '{}' has two rows at {}{}; in such a series a step is a row, and no season follows "
      "from the dates",
      first->name, time.text(*first->again),
      count == 1 ? ""
                 : fmt::format(", and {} other{} a time twice as well",
                               counted(static_cast<std::size_t>(count) - 1),
                               count == 2 ? " has" : "s have"));
}

}  // namespace

void read_series(const project::Project& project, Framed& framed, const std::vector<RowIndex>& rows,
                 report::Facts& facts) {
  const auto& define = project.define;
  if (framed.target.classes > 0 || !project::is_over_time(define, project.evaluate)) return;
  harness::Ground& ground = framed.ground;
  ground.time = define.time;
  ground.group = define.group;
  ground.series.assign(framed.read.table.rows(), 0);
  ground.steps.assign(framed.read.table.rows(), 0);
  const data::Column* column =
      define.group.empty() ? nullptr : framed.read.table.find(define.group);
  std::map<std::string, std::int32_t> numbers;
  std::vector<SeriesRows> all;
  for (const RowIndex row : rows) {
    const std::string name = column ? column->text(row) : "";
    const auto next = static_cast<std::int32_t>(all.size());
    const std::int32_t number = numbers.emplace(name, next).first->second;
    if (number == next) all.push_back({name, {}, std::nullopt, 0, std::nullopt});
    all[static_cast<std::size_t>(number)].rows.push_back(row);
    ground.series[row] = number;
  }
  const data::Column* time = define.time.empty() ? nullptr : framed.read.table.find(define.time);
  for (SeriesRows& series : all) place(time, series, ground.steps);
  if (std::string note = gap_note(all, column != nullptr); !note.empty())
    facts.notes.push_back(std::move(note));
  if (std::string note = column && time ? twin_note(all, *time) : ""; !note.empty())
    facts.notes.push_back(std::move(note));
  const bool are_dates = time != nullptr && !time->is_number();
  const data::Season found = are_dates ? shared_season(all) : data::Season{};
  ground.season = define.season > 0 ? static_cast<std::size_t>(define.season) : found.steps;
  facts.season = ground.season;
  if (ground.season == found.steps) facts.season_unit = found.unit;
}

void settle_season(const Workflow& workflow, Framed& framed, report::Facts& facts) {
  const bool is_left_open = workflow.project().define.season == 0 && framed.ground.season > 1;
  if (!is_left_open || has_scales(workflow, framed)) return;
  const std::size_t season = framed.ground.season;
  framed.ground.season = 1;
  if (has_scales(workflow, framed))
    facts.notes.push_back(
        fmt::format("season 1 in place of {} ({}): some fold has too few rows before it to scale "
                    "{} by the value "
                    "a season before; cut later or less often for that",
                    season, facts.season_unit, framed.metric->name));
  facts.season = 1;
  facts.season_unit.clear();
}

std::optional<std::string> shared_times(const project::Project& project, const Framed& framed,
                                        const std::vector<data::RowIndex>& rows) {
  const auto& define = project.define;
  if (framed.ground.series.empty() || define.time.empty() || !define.group.empty())
    return std::nullopt;
  const auto starts = data::time_starts(*framed.read.table.find(define.time), rows);
  const auto shared = static_cast<std::size_t>(std::ranges::count(starts, false));
  if (shared == 0) return std::nullopt;
  return fmt::format(
      "{} of {} rows {} the time of the row before: where the rows are of several series, name "
      "their column in define.group, or naive forecasts and what they scale go from one to another",
      counted(shared), counted(rows.size()), shared == 1 ? "has" : "have");
}

}  // namespace dlflow::stages
