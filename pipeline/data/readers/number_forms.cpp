#include "pipeline/data/readers/number_forms.hpp"

#include <algorithm>
#include <array>

#include "core/base/text.hpp"
#include "pipeline/data/readers/sniff.hpp"

namespace dlflow::data {
namespace {

constexpr std::array<std::string_view, 4> kCurrencies = {"$", "€", "£", "¥"};
constexpr std::size_t kLongestNumber = 40;

/// Takes signs of currency and percent off both ends; returns whether there was one.
bool take_signs(std::string_view& cell) {
  bool has_sign = false;
  for (const std::string_view sign : kCurrencies) {
    if (cell.starts_with(sign))
      cell.remove_prefix(sign.size());
    else if (cell.ends_with(sign))
      cell.remove_suffix(sign.size());
    else
      continue;
    has_sign = true;
  }
  if (cell.ends_with('%')) {
    cell.remove_suffix(1);
    has_sign = true;
  }
  cell = trim(cell);
  return has_sign;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Without the marks between groups of three digits; empty where it has none, or they stand
/// elsewhere: 1,234,567.8 is 1234567.8.
std::string without_thousands(std::string_view number, char mark, char decimal) {
  const std::string_view whole = number.substr(0, number.find(decimal));
  const auto groups = split(whole, mark);
  const std::string_view first = groups.front();
  if (groups.size() < 2 || first.empty() || first.size() > 3 || first == "0") return "";
  std::string out;
  for (const std::string_view group : groups) {
    if (!std::ranges::all_of(group, is_digit) || (out.size() > 0 && group.size() != 3)) return "";
    out += group;
  }
  return out += number.substr(whole.size());
}

bool has_thousands(std::string_view number, char decimal) {
  for (const char mark : {decimal == '.' ? ',' : '.', ' ', '\''}) {
    const std::string plain = without_thousands(number, mark, decimal);
    if (!plain.empty() && is_number_cell(plain, decimal)) return true;
  }
  return false;
}

}  // namespace

std::optional<NumberForm> number_form(std::string_view cell, char decimal) {
  if (cell.size() > kLongestNumber) return std::nullopt;
  if (cell.starts_with('-')) cell.remove_prefix(1);
  const bool has_sign = take_signs(cell);
  if (cell.starts_with('-')) cell.remove_prefix(1);
  if (cell.empty() || !(is_digit(cell[0]) || cell[0] == decimal)) return std::nullopt;
  const std::string number(cell);
  if (is_number_cell(number, decimal)) return has_sign ? NumberForm::sign : NumberForm::plain;
  const bool is_grouped = has_thousands(cell, decimal);
  if (!is_grouped && !(decimal == '.' && is_number_cell(number, ','))) return std::nullopt;
  if (has_sign) return NumberForm::sign;
  return is_grouped ? NumberForm::thousands : NumberForm::decimal_comma;
}

std::string_view in_words(NumberForm form) {
  constexpr std::array<std::string_view, 4> kWords = {"as they are read", "with a decimal comma",
                                                      "with separated thousands",
                                                      "beside a currency or a percent sign"};
  return kWords[static_cast<std::size_t>(form)];
}

std::string remedy_of(NumberForm form) {
  switch (form) {
    case NumberForm::decimal_comma:
      return "if they are: define.data: {file: ..., decimal: ','}";
    case NumberForm::thousands:
      return "if they are, write them without separators in the file, as 1234567";
    default:
      return "if they are, write the numbers alone in the file, and the unit into the column's "
             "name";
  }
}

std::optional<TextNumbers> text_numbers(const Column& column, char decimal) {
  constexpr std::size_t kMostCells = 1000;
  const auto& cells = column.is_coded() ? column.labels : column.texts;
  std::size_t looked = 0, numbers = 0;
  TextNumbers out;
  for (const std::string& cell : cells) {
    if (cell.empty()) continue;
    if (++looked > kMostCells) break;
    const auto form = number_form(cell, decimal);
    if (!form) {
      if (looked > 20 && numbers * 2 < looked) return std::nullopt;
      continue;
    }
    ++numbers;
    // Of a column with decimal commas, 1,234 is no thousand.
    const bool says_more = out.form == NumberForm::plain || (out.form == NumberForm::thousands &&
                                                             *form == NumberForm::decimal_comma);
    if (*form == NumberForm::plain || !says_more) continue;
    out = {*form, cell};
  }
  looked = std::min(looked, kMostCells);
  if (out.form == NumberForm::plain || numbers * 10 < looked * 9) return std::nullopt;
  return out;
}

}  // namespace dlflow::data
