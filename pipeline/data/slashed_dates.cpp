#include "pipeline/data/slashed_dates.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/error.hpp"
#include "pipeline/data/dates.hpp"
#include "pipeline/data/readers/column_builder.hpp"

namespace dlflow::data {
namespace {

/// The date year first; empty where a day or month is in no calendar.
std::string year_first(const SlashedDate& date, DateOrder order) {
  const bool is_day_first = order == DateOrder::day_first;
  const std::string text =
      fmt::format("{:04}-{:02}-{:02}{}", date.year, is_day_first ? date.second : date.first,
                  is_day_first ? date.first : date.second, date.rest);
  return parse_date(text) ? text : "";
}

bool is_date(const std::string& text, DateOrder order) {
  const auto slashed = slashed_date(text);
  if (!slashed) return parse_date(text).has_value();
  return order == DateOrder::automatic || !year_first(*slashed, order).empty();
}

/// Whether the first number could be a year as well: 24/05/31.
bool may_be_year_first(const SlashedDate& date) {
  return date.has_short_year && date.year % 100 >= 1 && date.year % 100 <= 31;
}

/// A column of which nearly all values are dates, or that was given as one, and what they show.
struct Dated {
  Column* column = nullptr;
  bool is_given = false;   ///< as a column of dates
  std::string open;        ///< the first value of the form 1/2/2024, best one that shows nothing
  std::string day, month;  ///< the first of which the day, the month must come first; may be empty
  std::string short_year;  ///< the first with a year of two digits; may be empty

  const std::vector<std::string>& values() const {
    return column->is_coded() ? column->labels : column->texts;
  }
  void look() {
    bool has_open = false;
    for (const std::string& text : values()) {
      const auto date = slashed_date(text);
      if (!date) continue;
      const bool shows_month = date->second > 12;
      const bool shows_day = date->first > 12 && !may_be_year_first(*date);
      if (open.empty() || (!has_open && !shows_day && !shows_month)) open = text;
      has_open = has_open || (!shows_day && !shows_month);
      if (day.empty() && shows_day) day = text;
      if (month.empty() && shows_month) month = text;
      if (short_year.empty() && date->has_short_year) short_year = text;
    }
  }
  /// The first value that is no date in this order; empty where all are.
  std::string strange(DateOrder order) const {
    for (const std::string& text : values())
      if (!text.empty() && !is_date(text, order)) return text;
    return "";
  }
};

/// Whether nine of ten values are dates, and not all the same; few that are none in the beginning
/// are enough to say no.
bool are_nearly_dates(const std::vector<std::string>& values) {
  constexpr std::size_t kFirst = 20;
  std::size_t looked = 0, dates = 0;
  for (const std::string& text : values) {
    if (text.empty()) continue;
    ++looked;
    dates += is_date(text, DateOrder::automatic);
    if (looked == kFirst && dates * 2 < looked) return false;
  }
  const auto is_other = [&](const std::string& text) {
    return !text.empty() && text != values.front();
  };
  return dates > 0 && dates * 10 >= looked * 9 && std::ranges::any_of(values, is_other);
}

std::vector<Dated> dated_columns(Table& table, const ColumnSettings& settings) {
  std::vector<Dated> out;
  for (Column& column : table.columns) {
    const auto given =
        std::ranges::find(settings, column.name, &std::pair<std::string, ColumnOptions>::first);
    const auto kind = given == settings.end() ? std::nullopt : given->second.kind;
    if (kind ? kind != ColumnKind::date : column.kind == ColumnKind::date) continue;
    Dated one{&column, kind.has_value(), "", "", "", ""};
    if (!one.is_given && !are_nearly_dates(one.values())) continue;
    one.look();
    out.push_back(std::move(one));
  }
  return out;
}

const char* in_words(DateOrder order) {
  return order == DateOrder::day_first ? "the day first" : "the month first";
}

void make_dates(Column& column, DateOrder order) {
  if (column.kind != ColumnKind::date)
    store_as_text(column, ColumnKind::date,
                  fmt::format("every value is a date, {}", in_words(order)));
  column.remedy.clear();
  write_year_first(column, order);
}

}  // namespace

void write_year_first(Column& column, DateOrder order) {
  if (order == DateOrder::automatic) return;
  for (std::string& text : column.texts) {
    const auto date = slashed_date(text);
    std::string written = date ? year_first(*date, order) : "";
    if (!written.empty()) text = std::move(written);
  }
}

namespace {

/// What comes first, where dates of the table show one thing alone; notes it.
DateOrder shown_order(const std::vector<Dated>& columns, std::vector<std::string>& notes) {
  const auto day = std::ranges::find_if(columns, [](const Dated& c) { return !c.day.empty(); });
  const auto month = std::ranges::find_if(columns, [](const Dated& c) { return !c.month.empty(); });
  const bool has_day = day != columns.end(), has_month = month != columns.end();
  if (has_day && has_month)
    notes.push_back(
        fmt::format("dates contradict each other: '{}' in column '{}' has the day "
                    "first, '{}' in column '{}' the month",
                    day->day, day->column->name, month->month, month->column->name));
  if (has_day == has_month) return DateOrder::automatic;
  const DateOrder order = has_day ? DateOrder::day_first : DateOrder::month_first;
  const Dated& shown = has_day ? *day : *month;
  notes.push_back(fmt::format("dates have {}, as '{}' in column '{}' shows", in_words(order),
                              has_day ? shown.day : shown.month, shown.column->name));
  return order;
}

/// Why a column that looks like one of dates is none.
std::string odd_value(const Dated& one, const std::string& strange, DateOrder order) {
  const bool has_form = slashed_date(strange).has_value();
  return fmt::format("nearly every value is a date, but '{}' is none{}", strange,
                     has_form ? fmt::format(" with {}", in_words(order))
                              : fmt::format("; if that is a missing value, name it: "
                                            "define.columns.{}.missing: ['{}']",
                                            one.column->name, strange));
}

/// Says what a year of two digits stands for, where dates with slashes have one.
void note_short_years(const std::vector<Dated>& columns, DateOrder order,
                      std::vector<std::string>& notes) {
  for (const Dated& one : columns)
    if (one.column->kind == ColumnKind::date && !one.short_year.empty())
      return notes.push_back(fmt::format(
          "'{}' in column '{}' is read as {}: years of two digits are those from 1969 "
          "to 2068",
          one.short_year, one.column->name, year_first(*slashed_date(one.short_year), order)));
}

/// Says of a column that is left out for want of an order how to name it; notes of one that is kept
/// as another kind what it could be.
void leave_open(Column& column, const std::string& example, std::vector<std::string>& notes) {
  column.holds_odd_dates = true;
  if (column.kind != ColumnKind::ignore) {
    notes.push_back(fmt::format(
        "column '{}' is read as no date: what comes first in dates such as '{}' is not clear "
        "unless define.data.dates says so",
        column.name, example));
    return;
  }
  column.reason = fmt::format(
      "it holds dates, such as '{}', whose day and month could be either way round unless "
      "define.data.dates says so",
      example);
  column.remedy = fmt::format(
      "say which comes first in the dates of '{}': define.data: {{file: ..., dates: day_first}}",
      column.name);
}

}  // namespace

DateOrder read_slashed_dates(Table& table, DateOrder asked, const ColumnSettings& columns,
                             std::vector<std::string>& notes) {
  const std::vector<Dated> found = dated_columns(table, columns);
  const DateOrder order = asked == DateOrder::automatic ? shown_order(found, notes) : asked;
  for (const Dated& one : found) {
    if (order == DateOrder::automatic && !one.open.empty()) {
      if (one.is_given)
        throw UserError(
            ExitCode::data,
            fmt::format("column '{}' is to hold dates, but of '{}' the day and the month could "
                        "be either way round",
                        one.column->name, one.open),
            "say which comes first: define.data: {file: ..., dates: day_first}, or month_first");
      leave_open(*one.column, one.open, notes);
      continue;
    }
    // What a column that was given cannot hold is refused with its row where it is learnt from.
    const std::string strange = one.is_given ? "" : one.strange(order);
    if (strange.empty()) {
      make_dates(*one.column, order);
      continue;
    }
    one.column->reason = odd_value(one, strange, order);
    one.column->holds_odd_dates = true;
    one.column->remedy.clear();
    if (one.column->kind != ColumnKind::ignore)  // else it is told with what is left out
      notes.push_back(fmt::format("column '{}': {}", one.column->name, one.column->reason));
  }
  note_short_years(found, order, notes);
  return order;
}

}  // namespace dlflow::data
