#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/data/column.hpp"

namespace dlflow::data {

/// How far apart the rows of a series are: in months where all are the same moment of a month or
/// the last day of one, else in seconds of dates, or as numbers count.
struct Pace {
  bool is_in_months = false;
  double step = 1;  ///< above 0
  bool operator==(const Pace&) const = default;
};

/// The median step between ascending times, of which there are two at least.
Pace pace_of(const std::vector<double>& times, bool are_dates);

/// From one time to another, in the unit of the pace.
double distance(const Pace& pace, double from, double to);

/// A number, or seconds of a date; none where the row has neither.
std::optional<double> time_of(const Column& column, std::size_t row);

/// Where ascending times stand, in steps from the first, where they keep to their pace: each a
/// whole number of steps after the one before, and at most a fifth of all steps without a row. Else
/// none.
std::optional<std::vector<std::int64_t>> regular_steps(const std::vector<double>& times,
                                                       const Pace& pace);

/// Appends a value that is some steps after the last of a series, at least 0, and what lies between
/// on a straight line. values: at least one.
void append_line(double value, std::int64_t steps, std::vector<double>& values);

/// After how many steps a series of dates comes round, and what a step is: 12 "months", 4
/// "quarters", 7 "days", 24 "hours", 60 "minutes"; 1 and "" of any other pace.
struct Season {
  std::size_t steps = 1;
  std::string unit;
};
Season season_of(const Pace& pace);

}  // namespace dlflow::data
