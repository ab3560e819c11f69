#include "pipeline/data/slashed_dates.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/error.hpp"
#include "core/base/names.hpp"
#include "pipeline/data/dates.hpp"

namespace dlflow::data {
namespace {

bool is_slashed(const std::string& text) { return slashed_date(text).has_value(); }

/// The date year first; empty where a day or month is in no calendar.
std::string year_first(const SlashedDate& date, DateOrder order) {
  const bool is_day_first = order == DateOrder::day_first;
  const std::string text =
      fmt::format("{:04}-{:02}-{:02}{}", date.year, is_day_first ? date.second : date.first,
                  is_day_first ? date.first : date.second, date.rest);
  return parse_date(text) ? text : "";
}

/// A column whose values all have the form, and what they show.
struct Slashed {
  Column* column = nullptr;
  bool is_given = false;   ///< as a column of dates
  std::string day, month;  ///< the first value whose day, whose month must come first; may be empty

  const std::vector<std::string>& values() const {
    return column->is_coded() ? column->labels : column->texts;
  }
  void look() {
    for (const std::string& text : values()) {
      if (text.empty()) continue;
      const SlashedDate date = *slashed_date(text);
      if (day.empty() && date.first > 12) day = text;
      if (month.empty() && date.second > 12) month = text;
    }
  }
  /// The first value that is no date in this order; empty where all are.
  std::string strange(DateOrder order) const {
    for (const std::string& text : values())
      if (!text.empty() && year_first(*slashed_date(text), order).empty()) return text;
    return "";
  }
};

std::vector<Slashed> slashed_columns(Table& table, const ColumnSettings& settings) {
  std::vector<Slashed> out;
  for (Column& column : table.columns) {
    const auto given =
        std::ranges::find(settings, column.name, &std::pair<std::string, ColumnOptions>::first);
    const auto kind = given == settings.end() ? std::nullopt : given->second.kind;
    if (kind && kind != ColumnKind::date) continue;
    const auto& values = column.is_coded() ? column.labels : column.texts;
    const auto is_empty = [](const std::string& text) { return text.empty(); };
    const auto first = std::ranges::find_if_not(values, is_empty);
    if (first == values.end() || !std::all_of(first, values.end(), [](const std::string& text) {
          return text.empty() || is_slashed(text);
        }))
      continue;
    out.push_back({&column, kind.has_value(), "", ""});
    out.back().look();
  }
  return out;
}

const char* in_words(DateOrder order) {
  return order == DateOrder::day_first ? "the day first" : "the month first";
}

void make_dates(Column& column, DateOrder order) {
  if (column.is_coded()) {
    std::vector<std::string> texts(column.size());
    for (std::size_t i = 0; i < texts.size(); ++i) texts[i] = column.text(i);
    column.texts = std::move(texts);
    column.codes = {};
    column.labels = {};
  }
  if (column.kind != ColumnKind::date)
    column.reason = fmt::format("every value is a date, {}", in_words(order));
  column.kind = ColumnKind::date;
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

DateOrder read_slashed_dates(Table& table, DateOrder asked, const ColumnSettings& columns,
                             std::vector<std::string>& notes) {
  const std::vector<Slashed> found = slashed_columns(table, columns);
  DateOrder order = asked;
  if (asked == DateOrder::automatic) {
    const auto shows_day =
        std::ranges::find_if(found, [](const auto& c) { return !c.day.empty(); });
    const auto shows_month =
        std::ranges::find_if(found, [](const auto& c) { return !c.month.empty(); });
    const bool has_day = shows_day != found.end(), has_month = shows_month != found.end();
    if (has_day != has_month) {
      order = has_day ? DateOrder::day_first : DateOrder::month_first;
      const Slashed& shown = has_day ? *shows_day : *shows_month;
      notes.push_back(fmt::format("dates have {}, as '{}' in column '{}' shows", in_words(order),
                                  has_day ? shown.day : shown.month, shown.column->name));
    }
  }
  for (const Slashed& one : found) {
    const std::string strange = order == DateOrder::automatic
                                    ? *std::ranges::find_if_not(one.values(), &std::string::empty)
                                    : one.strange(order);
    if (strange.empty()) {
      make_dates(*one.column, order);
    } else if (one.is_given) {
      throw UserError(
          ExitCode::data,
          order == DateOrder::automatic
              ? fmt::format("column '{}' is to hold dates, but of '{}' the day and the month could "
                            "be either way round",
                            one.column->name, strange)
              : fmt::format("column '{}' is to hold dates, but '{}' is none with {}",
                            one.column->name, strange, in_words(order)),
          "say which comes first: define.data: {file: ..., dates: day_first}, or month_first");
    } else if (order != DateOrder::automatic) {
      notes.push_back(fmt::format("column '{}' looks like dates, but '{}' is none with {}",
                                  one.column->name, strange, in_words(order)));
    }
  }
  return order;
}

}  // namespace dlflow::data
