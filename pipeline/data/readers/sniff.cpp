#include "pipeline/data/readers/sniff.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/base/text.hpp"
#include "pipeline/data/readers/records.hpp"

namespace dlflow::data {
namespace {

/// How many cells most records have, and the share of records that have as many.
struct Fit {
  std::size_t cells = 1;
  double share = 0;
};

Fit fit_of(const SampleRows& rows) {
  std::map<std::size_t, std::size_t> count;
  for (const auto& row : rows) ++count[row.size()];
  Fit fit;
  for (const auto& [cells, times] : count) {
    const double share = static_cast<double>(times) / static_cast<double>(rows.size());
    if (share > fit.share) fit = {cells, share};
  }
  return fit;
}

bool looks_like_decimal_comma(const SampleRows& rows) {
  for (const auto& row : rows)
    for (const std::string& cell : row)
      if (cell.find(',') != std::string::npos && number_of(cell, {','})) return true;
  return false;
}

bool looks_like_a_name(const std::string& cell) {
  if (cell.empty() || cell.size() > 64) return false;
  const auto first = static_cast<unsigned char>(cell[0]);
  const bool is_letter = (first | 32) >= 'a' && (first | 32) <= 'z';
  const auto spaces = std::count(cell.begin(), cell.end(), ' ');
  return (is_letter || first == '_' || first >= 0x80) && spaces <= 3;
}

bool recurs(const SampleRows& rows, std::size_t column) {
  return std::any_of(rows.begin() + 1, rows.end(), [&](const auto& row) {
    return column < row.size() && row[column] == rows[0][column];
  });
}

/// Every cell below the first row is a number or missing, and one is a number.
bool is_number_column(const SampleRows& rows, std::size_t column, const MissingTexts& missing,
                      NumberMarks marks) {
  std::size_t numbers = 0;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    if (column >= rows[i].size() || missing.contains(rows[i][column])) continue;
    if (!number_of(rows[i][column], marks)) return false;
    ++numbers;
  }
  return numbers > 0;
}

}  // namespace

SampleRows sample_rows(const std::deque<std::string>& lines, char separator,
                       bool has_plain_quotes) {
  SampleRows rows;
  std::vector<Cell> cells;
  std::string text;
  bool is_open = false;
  for (const std::string& line : lines) {
    text = is_open ? text + '\n' + line : line;
    is_open = !has_plain_quotes && is_quote_open_after(line, separator, is_open);
    if (is_open) continue;
    const bool is_blank_row = separator == '\t' ? text.empty() : trim(text).empty();
    if (is_blank_row) continue;
    if (text.ends_with('\r')) text.pop_back();
    Record record{text.data(), text.data() + text.size(), 0, !has_plain_quotes, false};
    split_cells(record, separator, cells);
    auto& row = rows.emplace_back();
    for (const Cell& cell : cells) row.emplace_back(cell.text);
  }
  return rows;
}

bool has_quotations(const std::deque<std::string>& lines, char separator) {
  const auto goes_on = [&](std::string_view cell) {
    if (!cell.starts_with('"')) return false;
    std::size_t at = 1;
    while ((at = cell.find('"', at)) != cell.npos && cell.substr(at + 1).starts_with('"')) at += 2;
    return at != cell.npos && !trim(cell.substr(at + 1)).empty();
  };
  for (const std::string& line : lines)
    for (const std::string_view cell : split(line, separator))
      if (goes_on(trim(cell))) return true;
  return false;
}

char sniff_separator(const std::deque<std::string>& lines, char decimal, bool with_spaces) {
  char best = '\0';
  Fit best_fit;
  for (const char candidate : {',', ';', '\t', '|'}) {
    if (candidate == decimal) continue;
    const SampleRows rows = sample_rows(lines, candidate);
    const Fit fit = rows.empty() ? Fit{} : fit_of(rows);
    if (fit.cells < 2) continue;
    const bool is_decimal = candidate == ';' && best == ',' && fit.share >= best_fit.share &&
                            looks_like_decimal_comma(rows);
    const bool is_better =
        fit.share > best_fit.share || (fit.share == best_fit.share && fit.cells > best_fit.cells);
    if (best != '\0' && !is_better && !is_decimal) continue;
    best = candidate;
    best_fit = fit;
  }
  if (with_spaces && (best == '\0' || best_fit.share < 1)) {
    const SampleRows rows = sample_rows(lines, ' ');
    const Fit fit = rows.empty() ? Fit{} : fit_of(rows);
    if (fit.cells > 1 && fit.share > best_fit.share) best = ' ';
  }
  return best == '\0' ? ',' : best;
}

HeaderGuess sniff_header(const SampleRows& rows, const MissingTexts& missing, NumberMarks marks) {
  const auto& first = rows.front();
  for (std::size_t c = 0; c < first.size(); ++c) {
    if (number_of(first[c], marks))
      return {false, fmt::format("its first row holds the number {}", first[c])};
    if (c > 0 && !first[c].empty() && missing.contains(first[c]))
      return {false, fmt::format("its first row holds the missing value '{}'", first[c])};
  }
  if (rows.size() == 1) return {true, "its only row holds no number"};
  for (std::size_t c = 0; c < first.size(); ++c)
    if (!first[c].empty() && is_number_column(rows, c, missing, marks))
      return {true, fmt::format("'{}' stands above numbers", first[c])};
  for (std::size_t c = 0; c < first.size(); ++c)
    if (!first[c].empty() && recurs(rows, c))
      return {false, fmt::format("'{}' of its first row comes again below", first[c])};
  const bool are_names = std::all_of(first.begin(), first.end(), looks_like_a_name);
  std::vector<std::string> sorted = first;
  std::sort(sorted.begin(), sorted.end());
  const bool all_differ = std::adjacent_find(sorted.begin(), sorted.end()) == sorted.end();
  if (are_names && all_differ)
    return {true, "its first row looks like names, none of which comes again below"};
  return {false, "its first row does not look like names"};
}

bool has_single_quotes(const SampleRows& rows) {
  for (const auto& row : rows)
    for (const std::string& cell : row)
      if (cell.size() > 2 && cell.front() == '\'' && cell.back() == '\'') return true;
  return false;
}

}  // namespace dlflow::data
