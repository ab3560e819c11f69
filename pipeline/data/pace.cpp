#include "pipeline/data/pace.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "pipeline/data/dates.hpp"

namespace dlflow::data {
namespace {

constexpr double kSecondsOfDay = 86400;

/// Of the steps that a series spans, without a row: days of a week without its end are more.
constexpr double kMostMissing = 0.2;

/// Of a step, that a time may be off: clocks are put forward and leap seconds added.
constexpr double kSlack = 0.05;

struct Moment {
  double month = 0;   ///< since year 0
  double inside = 0;  ///< seconds since its first day
  bool is_last_day = false;
};

Moment moment_of(double seconds) {
  const double day = std::floor(seconds / kSecondsOfDay);
  const std::chrono::sys_days days{std::chrono::days(static_cast<int>(day))};
  const std::chrono::year_month_day date(days);
  const auto number = static_cast<unsigned>(date.day());
  return {12.0 * static_cast<int>(date.year()) + static_cast<unsigned>(date.month()) - 1,
          seconds - kSecondsOfDay * (day - (number - 1)),
          std::chrono::year_month_day_last(date.year(), date.month() / std::chrono::last).day() ==
              date.day()};
}

/// Whether all times are one moment of their months, or of their last days.
bool are_of_months(const std::vector<double>& times) {
  const auto all = [&](const auto& holds) { return std::ranges::all_of(times, holds); };
  const double first = moment_of(times.front()).inside;
  const double clock = std::fmod(times.front(), kSecondsOfDay);
  return all([&](double time) { return moment_of(time).inside == first; }) || all([&](double time) {
           return moment_of(time).is_last_day && std::fmod(time, kSecondsOfDay) == clock;
         });
}

double median_step(const std::vector<double>& times, bool are_of_months) {
  std::vector<double> steps;
  for (std::size_t i = 1; i < times.size(); ++i)
    steps.push_back(distance({are_of_months, 1}, times[i - 1], times[i]));
  const auto middle = steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2);
  std::nth_element(steps.begin(), middle, steps.end());
  return *middle;
}

}  // namespace

double distance(const Pace& pace, double from, double to) {
  return pace.is_in_months ? moment_of(to).month - moment_of(from).month : to - from;
}

Pace pace_of(const std::vector<double>& times, bool are_dates) {
  const bool is_in_months = are_dates && are_of_months(times);
  return {is_in_months, median_step(times, is_in_months)};
}

std::optional<double> time_of(const Column& column, std::size_t row) {
  if (column.is_missing(row)) return std::nullopt;
  return column.is_number() ? column.numbers[row] : parse_date(column.text(row));
}

std::optional<std::vector<std::int64_t>> regular_steps(const std::vector<double>& times,
                                                       const Pace& pace) {
  std::vector<std::int64_t> out(times.empty() ? 0 : 1, 0);
  const double rows = static_cast<double>(times.size());
  for (std::size_t i = 1; i < times.size(); ++i) {
    const double steps = distance(pace, times[i - 1], times[i]) / pace.step;
    const double whole = std::round(steps);
    // A series of n rows spans n / (1 - kMostMissing) steps at most.
    if (!(whole >= 1 && std::abs(steps - whole) <= kSlack && whole <= 2 * rows))
      return std::nullopt;
    out.push_back(out.back() + static_cast<std::int64_t>(whole));
  }
  if (!out.empty() && rows < (1 - kMostMissing) * static_cast<double>(out.back() + 1))
    return std::nullopt;
  return out;
}

void append_line(double value, std::int64_t steps, std::vector<double>& values) {
  const double before = values.back();
  for (std::int64_t step = 1; step < steps; ++step)
    values.push_back(before +
                     (value - before) * static_cast<double>(step) / static_cast<double>(steps));
  values.push_back(value);
}

Season season_of(const Pace& pace) {
  if (pace == Pace{true, 1}) return {12, "months"};
  if (pace == Pace{true, 3}) return {4, "quarters"};
  if (pace == Pace{false, kSecondsOfDay}) return {7, "days"};
  if (pace == Pace{false, 3600}) return {24, "hours"};
  if (pace == Pace{false, 60}) return {60, "minutes"};
  return {};
}

}  // namespace dlflow::data
