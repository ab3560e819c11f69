#include "pipeline/data/readers/number_forms.hpp"

#include <algorithm>
#include <array>

#include "core/base/text.hpp"
#include "pipeline/data/number_marks.hpp"

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

/// The mark between the thousands of a number without a sign; 0 where it has none.
char thousands_of(std::string_view number, char decimal) {
  for (const char mark : {decimal == '.' ? ',' : '.', ' ', '\''}) {
    const NumberMarks marks{decimal, mark};
    if (!without_thousands(number, marks).empty() && number_of(number, marks)) return mark;
  }
  return '\0';
}

std::string_view size_of(std::string_view number) {
  return number.substr(number.starts_with('-') ? 1 : 0);
}

/// The mark as the configuration writes it.
std::string thousands_option(std::string_view number, char decimal) {
  switch (thousands_of(size_of(number), decimal)) {
    case ' ':
      return "space";
    case '\'':
      return "\"'\"";
    case '.':
      return "'.'";
    default:
      return "','";
  }
}

}  // namespace

std::optional<NumberForm> number_form(std::string_view cell, char decimal) {
  if (cell.size() > kLongestNumber) return std::nullopt;
  if (cell.starts_with('-')) cell.remove_prefix(1);
  const bool has_sign = take_signs(cell);
  if (cell.starts_with('-')) cell.remove_prefix(1);
  if (cell.empty() || !(is_digit(cell[0]) || cell[0] == decimal)) return std::nullopt;
  if (number_of(cell, {decimal})) return has_sign ? NumberForm::sign : NumberForm::plain;
  const bool is_grouped = thousands_of(cell, decimal) != '\0';
  const bool has_comma =
      decimal == '.' && (number_of(cell, {','}) || thousands_of(cell, ',') != '\0');
  if (!is_grouped && !has_comma) return std::nullopt;
  if (has_sign) return NumberForm::sign;
  return is_grouped ? NumberForm::thousands : NumberForm::decimal_comma;
}

std::string_view in_words(NumberForm form) {
  constexpr std::array<std::string_view, 4> kWords = {"as they are read", "with a decimal comma",
                                                      "with separated thousands",
                                                      "beside a currency or a percent sign"};
  return kWords[static_cast<std::size_t>(form)];
}

std::string remedy_of(const TextNumbers& numbers, char decimal) {
  switch (numbers.form) {
    case NumberForm::decimal_comma:
      return "if they are: define.data: {file: ..., decimal: ','" +
             (thousands_of(size_of(numbers.example), ',') == '\0'
                  ? ""
                  : ", thousands: " + thousands_option(numbers.example, ',')) +
             "}";
    case NumberForm::thousands:
      return "if they are: define.data: {file: ..., thousands: " +
             thousands_option(numbers.example, decimal) + "}";
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
