#pragma once

#include <charconv>
#include <cmath>
#include <cstdint>
#include <string_view>

#include "core/base/text.hpp"

/// Rows without quotes: numbers are parsed where they stand, and end at the separator.
namespace dlflow::data {

inline bool is_digit(char c) { return static_cast<unsigned char>(c - '0') < 10; }

/// A number without an exponent whose digits are a whole number that a double holds: their quotient
/// by a power of ten is rounded once, and so the nearest double, as from_chars gives it. Moves `p`
/// behind it and gives true; else leaves it. The text must end with a byte that is no digit.
inline bool plain_number(const char*& p, double& value) {
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
inline bool cell_number(const char*& p, const char* end, char separator, double& value) {
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

/// Gives `row` the cells of a row that begins at `p`, of at most `columns`: calls
/// row.number(column, value) for numbers where row.takes_numbers(column), else
/// row.text(column, cell) without the blanks around it. Whether the row has as many cells. The text
/// must end with a byte that is no digit.
template <class Row>
bool read_plain_row(const char* p, const char* end, char separator, std::size_t columns, Row& row) {
  std::size_t c = 0;
  for (; c < columns; ++c) {
    double value = 0;
    if (p < end && (is_digit(*p) || *p == '-') && row.takes_numbers(c) &&
        cell_number(p, end, separator, value)) {
      row.number(c, value);
    } else {
      const char* stop = p;
      while (stop < end && *stop != separator) ++stop;
      row.text(c, trim({p, static_cast<std::size_t>(stop - p)}));
      p = stop;
    }
    if (p == end) break;
    ++p;
  }
  return c + 1 == columns;
}

}  // namespace dlflow::data
