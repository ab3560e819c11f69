#include "pipeline/data/dates.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>
#include <string>

namespace dlflow::data {
namespace {

/// Reads a text from its start on.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  bool is_done() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }
  bool skip(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  /// A whole number of exactly `digits` digits, at most `most`.
  std::optional<int> number(std::size_t digits, int most) {
    if (rest_.size() < digits) return std::nullopt;
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      if (rest_[i] < '0' || rest_[i] > '9') return std::nullopt;
      value = value * 10 + (rest_[i] - '0');
    }
    if (value > most) return std::nullopt;
    rest_.remove_prefix(digits);
    return value;
  }
  /// The digits from here on.
  std::size_t number_length() const {
    return std::min(rest_.find_first_not_of("0123456789"), rest_.size());
  }
  /// A whole number of one or two digits, at most `most`.
  std::optional<int> short_number(int most) { return number(number_length() > 1 ? 2 : 1, most); }
  /// The letters from here on, small.
  std::string letters() {
    std::string out;
    for (; !rest_.empty() && std::isalpha(static_cast<unsigned char>(rest_.front())) != 0;
         rest_.remove_prefix(1))
      out += static_cast<char>(rest_.front() | 32);
    return out;
  }
  /// The digits of a fraction, at least one.
  std::optional<double> fraction() {
    double value = 0, unit = 0.1;
    bool has_digit = false;
    for (; !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; unit /= 10) {
      value += unit * (rest_.front() - '0');
      has_digit = true;
      rest_.remove_prefix(1);
    }
    return has_digit ? std::optional(value) : std::nullopt;
  }

 private:
  std::string_view rest_;
};

/// Seconds of the start of a day; empty for a day that is in no calendar.
std::optional<double> seconds_of(int year, int month, int day) {
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  return 86400.0 * static_cast<double>(std::chrono::sys_days(date).time_since_epoch().count());
}

/// A year of four digits, or of two: 1969 to 2068, as POSIX reads them.
std::optional<int> read_year(Cursor& at, bool& is_short) {
  const auto year = at.number(4, 9999);
  if (year) return year;
  const auto digits = at.number(2, 99);
  is_short = digits.has_value();
  if (!digits || at.number(1, 9)) return std::nullopt;
  return *digits + (*digits < 69 ? 2000 : 1900);
}

/// 2024-05-31, 2024/05/31, 2024-05.
std::optional<double> read_year_first(Cursor& at, bool& is_day) {
  const auto year = at.number(4, 9999);
  const char between = at.skip('-') ? '-' : '/';
  if (!year || (between == '/' && !at.skip('/'))) return std::nullopt;
  const auto month = at.number(2, 12);
  if (!month) return std::nullopt;
  is_day = !at.is_done();
  const auto day = !is_day ? 1 : at.skip(between) ? at.number(2, 31) : std::nullopt;
  return day ? seconds_of(*year, *month, *day) : std::nullopt;
}

/// 2024-Q2, 2024Q2, 2024 Q2.
std::optional<double> read_quarter(Cursor& at, bool& is_day) {
  is_day = false;
  const auto year = at.number(4, 9999);
  if (!at.skip('-')) at.skip(' ');
  if (!year || !(at.skip('Q') || at.skip('q'))) return std::nullopt;
  const auto quarter = at.number(1, 4);
  return quarter ? seconds_of(*year, 3 * *quarter - 2, 1) : std::nullopt;
}

/// 31.5.2024: with points the day always stands first.
std::optional<double> read_day_first(Cursor& at, bool& is_day) {
  is_day = true;
  const auto day = at.short_number(31);
  if (!day || !at.skip('.')) return std::nullopt;
  const auto month = at.short_number(12);
  if (!month || !at.skip('.')) return std::nullopt;
  const auto year = at.number(4, 9999);
  return year ? seconds_of(*year, *month, *day) : std::nullopt;
}

/// The number of an English month, whole or three letters; 0 for another word.
int month_named(std::string_view name) {
  constexpr std::array<std::string_view, 12> kMonths = {
      "january", "february", "march",     "april",   "may",      "june",
      "july",    "august",   "september", "october", "november", "december"};
  for (std::size_t i = 0; i < kMonths.size(); ++i)
    if (name == kMonths[i] || name == kMonths[i].substr(0, 3)) return static_cast<int>(i) + 1;
  return 0;
}

/// 31 May 2024, 31-May-2024, 31-MAY-24, May 2024.
std::optional<double> read_named(Cursor& at, bool& is_day) {
  const auto skip_between = [&at] { return at.skip(' ') || at.skip('-'); };
  const auto day = at.short_number(31);
  is_day = day.has_value();
  if (is_day && !skip_between()) return std::nullopt;
  const int month = month_named(at.letters());
  if (month == 0 || !skip_between()) return std::nullopt;
  bool is_short = false;
  const auto year = is_day ? read_year(at, is_short) : at.number(4, 9999);
  return year ? seconds_of(*year, month, day.value_or(1)) : std::nullopt;
}

/// Seconds since the hour; none where it stands alone.
std::optional<double> read_minutes(Cursor& at) {
  double seconds = 0;
  if (!at.skip(':')) return seconds;
  const auto minute = at.number(2, 59);
  if (!minute) return std::nullopt;
  seconds += 60.0 * *minute;
  if (!at.skip(':')) return seconds;
  const auto second = at.number(2, 60);
  if (!second) return std::nullopt;
  seconds += *second;
  if (!at.skip('.')) return seconds;
  const auto fraction = at.fraction();
  return fraction ? std::optional(seconds + *fraction) : std::nullopt;
}

/// 14:15, 9:05:30.25, 09, 2:15 PM, 2 pm.
std::optional<double> read_time(Cursor& at) {
  const bool has_two = at.number_length() == 2;
  const auto hour = at.short_number(23);
  const bool is_alone = at.rest().empty() || at.rest().front() != ':';
  const auto since = hour ? read_minutes(at) : std::nullopt;
  if (!since) return std::nullopt;
  Cursor half = at;
  half.skip(' ');
  const std::string letters = half.letters();
  const bool is_pm = letters == "pm";
  if (is_pm || letters == "am") {
    at = half;
    if (*hour < 1 || *hour > 12) return std::nullopt;
    return 3600.0 * (*hour % 12 + (is_pm ? 12 : 0)) + *since;
  }
  if (is_alone && !has_two) return std::nullopt;
  return 3600.0 * *hour + *since;
}

/// Seconds east of UTC.
std::optional<double> read_zone(Cursor& at) {
  if (at.is_done() || at.skip('Z')) return 0;
  const double sign = at.skip('+') ? 1 : at.skip('-') ? -1 : 0;
  const auto hour = at.number(2, 15);
  if (sign == 0 || !hour) return std::nullopt;
  if (at.is_done()) return sign * 3600.0 * *hour;
  at.skip(':');
  const auto minute = at.number(2, 59);
  return minute ? std::optional(sign * (3600.0 * *hour + 60.0 * *minute)) : std::nullopt;
}

}  // namespace

std::optional<double> parse_date(std::string_view text) {
  for (const auto read : {read_year_first, read_quarter, read_day_first, read_named}) {
    Cursor at(text);
    bool is_day = false;
    const auto day = read(at, is_day);
    if (!day) continue;
    if (at.is_done()) return day;
    if (!is_day || !(at.skip('T') || at.skip(' '))) return std::nullopt;
    const auto time = read_time(at);
    const auto zone = time ? read_zone(at) : std::nullopt;
    if (!zone || !at.is_done()) return std::nullopt;
    return *day + *time - *zone;
  }
  return std::nullopt;
}

std::optional<SlashedDate> slashed_date(std::string_view text) {
  Cursor at(text);
  SlashedDate out;
  const auto first = at.short_number(31);
  const char between = at.skip('-') ? '-' : '/';
  if (!first || (between == '/' && !at.skip('/'))) return std::nullopt;
  const auto second = at.short_number(31);
  if (!second || !at.skip(between)) return std::nullopt;
  const auto year = between == '/' ? read_year(at, out.has_short_year) : at.number(4, 9999);
  if (!year) return std::nullopt;
  out = {*first, *second, *year, at.rest(), out.has_short_year};
  if (at.is_done()) return out;
  if (!(at.skip('T') || at.skip(' '))) return std::nullopt;
  const auto time = read_time(at);
  if (!time || !read_zone(at) || !at.is_done()) return std::nullopt;
  return out;
}

}  // namespace dlflow::data
