#include "pipeline/data/series_times.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/error.hpp"

namespace dlflow::data {
namespace {

constexpr double kSecondsOfDay = 86400;
constexpr double kMostSteps = 1e15;  // a whole number in double and in integers

}  // namespace

std::optional<SeriesTimes> SeriesTimes::learn(const Rows& rows, const std::string& time,
                                              const std::string& group,
                                              const SeriesPlaces& places) {
  const Column* column = rows.table->find(time);
  if (column == nullptr) return std::nullopt;
  SeriesTimes out;
  out.time_ = time;
  out.group_ = group;
  out.time_kind_ = column->is_number() ? ColumnKind::number : ColumnKind::date;
  const Column* groups = group.empty() ? nullptr : rows.table->find(group);
  if (groups && groups->is_number()) out.group_kind_ = ColumnKind::number;
  std::map<std::string, std::vector<double>, std::less<>> times;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const RowIndex row = rows.index[i];
    const auto at = time_of(*column, row);
    if (!at) return std::nullopt;
    const std::string name = groups ? groups->text(row) : "";
    Series& series = out.series_[name];
    series.number = places.series[i];
    series.last_step = std::max(series.last_step, places.steps[i]);
    series.last = *at;
    auto& known = times[name];
    if (known.empty() || known.back() < *at) known.push_back(*at);
  }
  const Series* longest = nullptr;
  std::size_t most = 1;
  for (auto& [name, known] : times) {
    if (known.size() < 2) continue;
    Series& series = out.series_[name];
    series.pace = pace_of(known, !column->is_number());
    if (known.size() <= most) continue;
    most = known.size();
    longest = &series;
  }
  for (auto& [name, series] : out.series_) {
    if (times[name].size() > 1) continue;
    series.pace = longest ? longest->pace : Pace{false, column->is_number() ? 1 : kSecondsOfDay};
  }
  return out;
}

std::vector<std::pair<std::string, ColumnKind>> SeriesTimes::columns() const {
  std::vector<std::pair<std::string, ColumnKind>> out = {{time_, time_kind_}};
  if (!group_.empty()) out.emplace_back(group_, group_kind_);
  return out;
}

double SeriesTimes::time_at(const Rows& rows, const Column& column, std::size_t i,
                            std::size_t before) const {
  const auto found =
      column.is_missing(rows.index[i]) ? std::nullopt : time_of(column, rows.index[i]);
  if (found) return *found;
  throw UserError(ExitCode::data,
                  fmt::format("row {} has no time in '{}', which tells how far after the rows "
                              "learnt from it is",
                              before + rows.index[i] + 1, time_),
                  "give every row its time");
}

const SeriesTimes::Series* SeriesTimes::series_of(const Rows& rows, std::size_t i) const {
  const auto found =
      series_.find(group_.empty() ? "" : rows.table->find(group_)->text(rows.index[i]));
  return found == series_.end() ? nullptr : &found->second;
}

std::vector<std::int64_t> SeriesTimes::steps_ahead(const Rows& rows) const {
  for (const auto& [name, kind] : columns())
    if (rows.table->find(name) == nullptr)
      throw UserError(ExitCode::data, fmt::format("there is no column '{}'", name),
                      "it tells how far after the rows learnt from a row is");
  const Column& column = *rows.table->find(time_);
  std::vector<std::int64_t> out;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const double time = time_at(rows, column, i, 0);
    const Series* series = series_of(rows, i);
    double steps = 0;
    if (series) {
      const double steps_after = distance(series->pace, series->last, time) / series->pace.step;
      steps = std::clamp(std::round(steps_after), 1.0, kMostSteps);
    }
    out.push_back(static_cast<std::int64_t>(steps));
  }
  return out;
}

SeriesPlaces SeriesTimes::places(const Rows& rows) const {
  SeriesPlaces out;
  out.steps = steps_ahead(rows);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Series* series = series_of(rows, i);
    out.series.push_back(series ? series->number : -1);
    out.steps[i] += series ? series->last_step : 1;
  }
  return out;
}

std::vector<bool> SeriesTimes::are_early(const Rows& rows, std::size_t before) const {
  const Column& column = *rows.table->find(time_);
  std::vector<bool> out;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const double time = time_at(rows, column, i, before);
    const Series* series = series_of(rows, i);
    out.push_back(series && time <= series->last);
  }
  return out;
}

Archive SeriesTimes::save() const {
  std::vector<std::string> names;
  std::vector<std::int64_t> numbers, last_steps, units;
  std::vector<double> lasts, steps;
  for (const auto& [name, series] : series_) {
    names.push_back(name);
    numbers.push_back(series.number);
    last_steps.push_back(series.last_step);
    units.push_back(series.pace.is_in_months);
    lasts.push_back(series.last);
    steps.push_back(series.pace.step);
  }
  Archive out;
  out.put("time", time_);
  out.put("group", group_);
  out.put("are_numbers", std::vector<std::int64_t>{time_kind_ == ColumnKind::number,
                                                   group_kind_ == ColumnKind::number});
  out.put("names", names);
  out.put("numbers", numbers);
  out.put("last_steps", last_steps);
  out.put("months", units);
  out.put("lasts", lasts);
  out.put("steps", steps);
  return out;
}

SeriesTimes SeriesTimes::load(const Archive& archive) {
  const auto& names = archive.list("names");
  const auto &numbers = archive.integers("numbers"), &last_steps = archive.integers("last_steps"),
             &months = archive.integers("months"), &kinds = archive.integers("are_numbers");
  const auto &lasts = archive.doubles("lasts"), &steps = archive.doubles("steps");
  const auto is_whole = [&](std::size_t size) { return size == names.size(); };
  if (kinds.size() != 2 || !is_whole(numbers.size()) || !is_whole(last_steps.size()) ||
      !is_whole(months.size()) || !is_whole(lasts.size()) || !is_whole(steps.size()))
    throw CorruptFile("the model", "the times of its series do not fit together");
  SeriesTimes out;
  out.time_ = archive.text("time");
  out.group_ = archive.text("group");
  out.time_kind_ = kinds[0] != 0 ? ColumnKind::number : ColumnKind::date;
  out.group_kind_ = kinds[1] != 0 ? ColumnKind::number : ColumnKind::id;
  for (std::size_t i = 0; i < names.size(); ++i) {
    // Dates end in the year 9999; the first is before the year 0.
    const bool is_sound = steps[i] > 0 && std::isfinite(lasts[i]) && last_steps[i] >= 0 &&
                          (kinds[0] != 0 || std::abs(lasts[i]) < 1e12);
    if (!is_sound) throw CorruptFile("the model", "the times of its series are none");
    out.series_[names[i]] = {static_cast<std::int32_t>(numbers[i]), lasts[i], last_steps[i],
                             Pace{months[i] != 0, steps[i]}};
  }
  return out;
}

}  // namespace dlflow::data
