#include "pipeline/data/dates.hpp"

#include <chrono>

namespace dlflow::data {
namespace {

/// Reads a text from its start on.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  bool is_done() const { return rest_.empty(); }
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

std::optional<double> read_day(Cursor& at, bool& is_month) {
  const auto year = at.number(4, 9999);
  const char between = at.skip('-') ? '-' : '/';
  if (!year || (between == '/' && !at.skip('/'))) return std::nullopt;
  const auto month = at.number(2, 12);
  if (!month) return std::nullopt;
  is_month = at.is_done();
  const auto day = is_month ? 1 : at.skip(between) ? at.number(2, 31) : std::nullopt;
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return 86400.0 * static_cast<double>(std::chrono::sys_days(date).time_since_epoch().count());
}

std::optional<double> read_time(Cursor& at) {
  const auto hour = at.number(2, 23);
  if (!hour) return std::nullopt;
  double seconds = 3600.0 * *hour;
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
  Cursor at(text);
  bool is_month = false;
  const auto day = read_day(at, is_month);
  if (!day || at.is_done()) return day;
  if (is_month || !(at.skip('T') || at.skip(' '))) return std::nullopt;
  const auto time = read_time(at);
  const auto zone = time ? read_zone(at) : std::nullopt;
  if (!zone || !at.is_done()) return std::nullopt;
  return *day + *time - *zone;
}

}  // namespace dlflow::data
