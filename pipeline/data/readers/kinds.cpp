#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "pipeline/data/dates.hpp"
#include "pipeline/data/reader.hpp"
#include "pipeline/data/readers/column_builder.hpp"

namespace dlflow::data {
namespace {

/// With fewer rows, equal cells or differing cells prove nothing.
constexpr std::size_t kFewRows = 10;
constexpr double kManyWords = 3;
/// Of scripts that put no space between words: as many bytes, most of them beyond ASCII.
constexpr double kLongText = 30;

bool is_named_like_id(std::string_view name) {
  std::string low(name);
  for (char& c : low) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return low == "id" || low == "index" || low == "key" || low == "row" || low == "no" ||
         low == "nr" || low == "uuid" || low == "rownames" || low.ends_with("_id") ||
         low.ends_with(" id") || low.ends_with("-id") || name.ends_with("Id") ||
         (name.size() > 2 && name.ends_with("ID"));
}

double words_in(std::string_view text) {
  bool was_space = true;
  double words = 0;
  for (const char c : text) {
    const bool is_space = c == ' ' || c == '\n' || c == '\t';
    words += was_space && !is_space;
    was_space = is_space;
  }
  return words;
}

/// What the values of a column look like on average.
struct Wording {
  double words = 0, bytes = 0, foreign = 0;  ///< a value; foreign: bytes beyond ASCII

  explicit Wording(const std::vector<std::string_view>& values) {
    for (const std::string_view value : values) {
      words += words_in(value);
      bytes += static_cast<double>(value.size());
      foreign += static_cast<double>(
          std::count_if(value.begin(), value.end(), [](char c) { return (c & 0x80) != 0; }));
    }
    const auto n = static_cast<double>(std::max<std::size_t>(values.size(), 1));
    words /= n;
    bytes /= n;
    foreign /= n;
  }
  bool has_many_words() const { return words >= kManyWords; }
  bool is_prose() const { return has_many_words() || (bytes >= kLongText && 2 * foreign > bytes); }
};

/// The values of a text or coded column that differ, each once.
std::vector<std::string_view> distinct_texts(const Column& column) {
  std::vector<std::string_view> values;
  if (column.is_coded()) {
    values.assign(column.labels.begin(), column.labels.end());
    return values;
  }
  for (const std::string& text : column.texts)
    if (!text.empty()) values.push_back(text);
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

void infer_number(Column& column) {
  double low = INFINITY, high = -INFINITY;
  bool is_sequence = column.size() > 0, is_whole = true;
  for (std::size_t i = 0; i < column.numbers.size(); ++i) {
    const double x = column.numbers[i];
    is_whole = is_whole && x == std::floor(x);
    is_sequence = is_sequence && x == column.numbers[0] + static_cast<double>(i);
    if (std::isnan(x)) continue;
    low = std::min(low, x);
    high = std::max(high, x);
  }
  column.reason = "every cell is a number";
  const std::size_t rows = column.size();
  if (low > high) return store_as_text(column, ColumnKind::ignore, "every cell is missing");
  if (low == high && rows >= kFewRows)
    return store_as_text(column, ColumnKind::ignore,
                         fmt::format("every value is {}", shortest(low)));
  if (!is_named_like_id(column.name) || !is_whole) return;
  if (is_sequence && (low == 0 || low == 1))
    return store_as_text(column, ColumnKind::id,
                         fmt::format("counts the rows from {} and is named so", shortest(low)));
  std::vector<double> values(rows);
  for (std::size_t i = 0; i < rows; ++i) values[i] = column.numbers[i];
  std::sort(values.begin(), values.end());
  if (rows >= kFewRows && std::adjacent_find(values.begin(), values.end()) == values.end())
    store_as_text(column, ColumnKind::id, "all whole numbers differ and the name says so");
}

void store_as_codes(Column& column, ColumnKind kind, std::string reason) {
  if (!column.is_coded()) column = as_category(column);
  column.kind = kind;
  column.reason = std::move(reason);
}

std::size_t present_cells(const Column& column) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < column.size(); ++i) count += !column.is_missing(i);
  return count;
}

}  // namespace

void store_as_text(Column& column, ColumnKind kind, std::string reason) {
  if (column.kind == ColumnKind::number || column.is_coded()) {
    std::vector<std::string> texts(column.size());
    for (std::size_t i = 0; i < texts.size(); ++i) texts[i] = column.text(i);
    column.texts = std::move(texts);
    column.numbers = {};
    column.codes = {};
    column.labels = {};
  }
  column.kind = kind;
  column.reason = std::move(reason);
}

void sort_labels(Column& column) {
  const bool are_numbers = std::all_of(column.labels.begin(), column.labels.end(),
                                       [](const auto& l) { return parse_number(l).has_value(); });
  std::vector<std::size_t> order(column.labels.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    if (!are_numbers) return column.labels[a] < column.labels[b];
    return *parse_number(column.labels[a]) < *parse_number(column.labels[b]);
  });
  std::vector<std::int32_t> rank(order.size());
  std::vector<std::string> labels(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    rank[order[i]] = static_cast<std::int32_t>(i);
    labels[i] = std::move(column.labels[order[i]]);
  }
  column.labels = std::move(labels);
  for (std::size_t i = 0; i < column.codes.size(); ++i)
    if (column.codes[i] >= 0) column.codes[i] = rank[static_cast<std::size_t>(column.codes[i])];
}

void infer_kind(Column& column) {
  if (column.is_number()) return infer_number(column);
  const std::vector<std::string_view> values = distinct_texts(column);
  const std::size_t rows = present_cells(column), distinct = values.size();
  const Wording wording(values);
  const bool all_differ = distinct == rows;
  if (distinct == 0) return store_as_text(column, ColumnKind::ignore, "every cell is missing");
  if (distinct == 1 && rows >= kFewRows)
    return store_as_text(column, ColumnKind::ignore,
                         fmt::format("every value is '{}'", values.front()));
  if (std::all_of(values.begin(), values.end(),
                  [](std::string_view text) { return parse_date(text).has_value(); }))
    return store_as_text(column, ColumnKind::date, "every value is a date");
  if (distinct == 2) return store_as_codes(column, ColumnKind::binary, "2 different values");
  const bool differ_mostly = distinct * 2 > rows;
  if (differ_mostly && std::all_of(values.begin(), values.end(), [](std::string_view text) {
        return slashed_date(text).has_value();
      }))
    return store_as_text(column, ColumnKind::ignore, "every value looks like a date");
  if (all_differ && !wording.is_prose() && (rows >= kFewRows || is_named_like_id(column.name)))
    return store_as_text(column, ColumnKind::id, "all values differ");
  if (wording.is_prose() && differ_mostly)
    return store_as_text(
        column, ColumnKind::text,
        wording.has_many_words()
            ? fmt::format("{:.0f} words a value on average", wording.words)
            : fmt::format("long values without spaces, {:.0f} bytes on average", wording.bytes));
  if (differ_mostly && rows >= 2 * kFewRows)
    return store_as_text(column, ColumnKind::ignore,
                         fmt::format("{} different values in {} rows", distinct, rows));
  store_as_codes(column, ColumnKind::category, fmt::format("{} different values", distinct));
}

void apply_kind(Column& column, ColumnKind kind, const std::string& file) {
  constexpr auto kReason = "given in the configuration";
  const bool is_coded =
      kind == ColumnKind::binary || kind == ColumnKind::category || kind == ColumnKind::ordinal;
  if (kind == ColumnKind::binary && column.labels.size() > 2)
    throw UserError(ExitCode::data,
                    fmt::format("{}: column '{}' is to be binary, but has {} different values, "
                                "such as '{}', '{}' and '{}'",
                                file, column.name, column.labels.size(), column.labels[0],
                                column.labels[1], column.labels[2]),
                    fmt::format("set columns.{}.kind: category", column.name));
  if (kind == ColumnKind::image || kind == ColumnKind::series)
    throw UserError(
        ExitCode::data,
        fmt::format("{}: column '{}' is to be {}, but a cell of a table holds one value", file,
                    column.name, kind == ColumnKind::image ? "an image" : "a series"),
        "name the columns it is made of: {kind: image, from: NAME, to: NAME}");
  if (kind == ColumnKind::number)
    column.reason = kReason;
  else if (is_coded)
    store_as_codes(column, kind, kReason);
  else
    store_as_text(column, kind, kReason);
}

}  // namespace dlflow::data
