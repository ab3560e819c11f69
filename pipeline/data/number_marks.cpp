#include "pipeline/data/number_marks.hpp"

#include <algorithm>
#include <array>

#include "core/base/text.hpp"

namespace dlflow::data {
namespace {

/// Spaces that do not break a line, the wide and the narrow one, as plain spaces.
std::string with_plain_spaces(std::string_view text) {
  std::string out(text);
  for (const std::string_view space : {"\u00a0", "\u202f"})
    for (std::size_t at = out.find(space); at != out.npos; at = out.find(space, at + 1))
      out.replace(at, space.size(), " ");
  return out;
}

}  // namespace

std::string without_thousands(std::string_view number, NumberMarks marks) {
  std::string spaced;
  if (marks.thousands == ' ') number = spaced = with_plain_spaces(number);
  const std::string_view whole = number.substr(0, number.find(marks.decimal));
  const auto groups = split(whole, marks.thousands);
  const std::string_view first = groups.front();
  if (groups.size() < 2 || first.empty() || first.size() > 3 || first == "0") return "";
  std::string out;
  for (const std::string_view group : groups) {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (!std::ranges::all_of(group, is_digit) || (!out.empty() && group.size() != 3)) return "";
    out += group;
  }
  return out += number.substr(whole.size());
}

std::optional<double> number_of(std::string_view cell, NumberMarks marks) {
  if (cell.size() > 1 && cell[0] == '+' && cell[1] != '-') cell.remove_prefix(1);
  std::string plain;
  if (marks.thousands != '\0') {
    const std::string_view sign = cell.substr(0, cell.starts_with('-') ? 1 : 0);
    const std::string_view size = cell.substr(sign.size());
    plain = without_thousands(size, marks);
    if (!plain.empty()) cell = plain.insert(0, sign);
  }
  if (marks.decimal == '.') return parse_number(cell);
  if (cell.find('.') != cell.npos) return std::nullopt;
  std::string text(cell);
  std::replace(text.begin(), text.end(), marks.decimal, '.');
  return parse_number(text);
}

}  // namespace dlflow::data
