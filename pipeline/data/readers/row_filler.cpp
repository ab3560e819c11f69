#include "pipeline/data/readers/row_filler.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/base/text.hpp"

namespace dlflow::data {
namespace {

bool is_digit(char c) { return static_cast<unsigned char>(c - '0') < 10; }

/// A number without an exponent whose digits are a whole number that a double holds: their quotient
/// by a power of ten is rounded once, and so the nearest double, as from_chars gives it. Moves `p`
/// behind it and gives true; else leaves it. The text must end with a byte that is no digit.
bool plain_number(const char*& p, double& value) {
  constexpr std::uint64_t most = std::uint64_t{1} << 53;
  static constexpr double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8, 1e9,
                                      1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18};
  const char* at = p;
  const bool is_negative = *at == '-';
  if (is_negative) ++at;
  std::uint64_t whole = 0;
  const char* const begin = at;
  for (; is_digit(*at); ++at) whole = 10 * whole + static_cast<std::uint64_t>(*at - '0');
  std::ptrdiff_t digits = at - begin, decimals = 0;
  if (*at == '.') {
    const char* const point = at++;
    for (; is_digit(*at); ++at) whole = 10 * whole + static_cast<std::uint64_t>(*at - '0');
    decimals = at - point - 1;
    digits += decimals;
  }
  if (digits == 0 || digits > 18 || whole > most) return false;
  const double size = static_cast<double>(whole) / powers[decimals];
  value = is_negative ? -size : size;
  p = at;
  return true;
}

/// The finite number that is the whole cell at `p`, which moves to the end of it; else false.
bool cell_number(const char*& p, const char* end, char separator, double& value) {
  const char* behind = p;
  if (!plain_number(behind, value) || (behind != end && *behind != separator)) {
    const auto parsed = std::from_chars(p, end, value);
    behind = parsed.ptr;
    const bool is_whole_cell = behind == end || *behind == separator;
    if (parsed.ec != std::errc() || !is_whole_cell || !std::isfinite(value)) return false;
  }
  p = behind;
  return true;
}

}  // namespace

std::string_view RowFiller::bare(std::string_view cell) const {
  const bool is_quoted =
      has_single_quotes_ && cell.size() > 1 && cell.front() == '\'' && cell.back() == '\'';
  return is_quoted ? cell.substr(1, cell.size() - 2) : cell;
}

void RowFiller::add(const Record& record, std::uint64_t row, ProblemList& problems) {
  if (record.is_open) {
    problems.add(row, record.line,
                 ": a quote is opened that is never closed; where quotes are part of the text, set "
                 "data.quotes: none");
    return;
  }
  if (!record.has_quotes && separator_ != ' ') {
    add_plain(record, row, problems);
    return;
  }
  split_cells(record, separator_, cells_);
  if (cells_.size() != builders_.size()) {
    refuse_width(record, row, cells_.size(), problems);
    return;
  }
  for (std::size_t c = 0; c < cells_.size(); ++c)
    if (builders_[c]) add_cell(c, cells_[c].text, record, row, problems);
}

void RowFiller::add_cell(std::size_t column, std::string_view cell, const Record& record,
                         std::uint64_t row, ProblemList& problems) {
  if (const auto wrong = builders_[column]->add(bare(cell)))
    problems.add(row, record.line, ", " + *wrong);
}

void RowFiller::refuse_width(const Record& record, std::uint64_t row, std::size_t cells,
                             ProblemList& problems) const {
  problems.add(
      row, record.line,
      fmt::format(" has {} cell{}, expected {}", cells, cells == 1 ? "" : "s", builders_.size()));
}

/// A row without quotes: numbers are parsed where they stand, and end at the separator.
void RowFiller::add_plain(const Record& record, std::uint64_t row, ProblemList& problems) {
  const char* p = record.begin;
  const char* const end = record.end;
  const char separator = separator_;
  std::size_t c = 0;
  for (; c < builders_.size(); ++c) {
    ColumnBuilder* builder = builders_[c];
    if (builder && builder->takes_numbers() && p < end && (is_digit(*p) || *p == '-')) {
      double value = 0;
      if (cell_number(p, end, separator, value)) {
        builder->add_number(value);
        if (p == end) break;
        ++p;
        continue;
      }
    }
    const char* stop = p;
    while (stop < end && *stop != separator) ++stop;
    if (builder) add_cell(c, trim({p, static_cast<std::size_t>(stop - p)}), record, row, problems);
    p = stop;
    if (p == end) break;
    ++p;
  }
  if (c + 1 == builders_.size()) return;
  const auto cells = std::count(record.begin, record.end, separator) + 1;
  refuse_width(record, row, static_cast<std::size_t>(cells), problems);
}

}  // namespace dlflow::data
