#include "core/schema/problems.hpp"

#include <cmath>

#include "core/base/text.hpp"

namespace dlflow::schema {

std::string shown(const Node& node) {
  if (node.is_null()) return "nothing";
  if (node.is_list()) return "a list";
  if (node.is_map()) return "a map";
  return (node.is_quoted ? "the text '" : "'") + excerpt(node.text) + "'";
}

void expected(std::string_view wanted, const Node& node, const std::string& path,
              std::vector<Problem>& problems, std::string hint) {
  problems.push_back(
      {node.place, path, "expected " + std::string(wanted) + ", got " + shown(node), hint});
}

/// A bound as people write it: 1000000, not 1e+06.
static std::string bound(double value) {
  const bool is_whole = value == std::floor(value) && std::abs(value) < 1e15;
  return is_whole ? std::to_string(static_cast<long long>(value)) : shortest(value);
}

std::optional<std::string> range_problem(const Field& field, double value, std::string_view text) {
  // Written as negations so that NaN is outside of every range.
  const bool low_fails = field.low_open ? !(value > field.low) : !(value >= field.low);
  const bool high_fails = field.high_open ? !(value < field.high) : !(value <= field.high);
  const double infinity = std::numeric_limits<double>::infinity();
  const bool has_low = field.low != -infinity, has_high = field.high != infinity;
  if ((!low_fails || !has_low) && (!high_fails || !has_high)) return std::nullopt;
  const std::string low = bound(field.low), high = bound(field.high);
  std::string rule;
  if (has_low && has_high && !field.low_open && !field.high_open) {
    rule = "between " + low + " and " + high;
  } else {
    if (has_low) rule = (field.low_open ? "above " : "at least ") + low;
    if (has_low && has_high) rule += " and ";
    if (has_high) rule += (field.high_open ? "below " : "at most ") + high;
  }
  return "must be " + rule + ", got " + excerpt(text);
}

std::vector<std::string> names_in(const Choices& family) {
  std::vector<std::string> names;
  for (const Choice* choice : family) names.push_back(choice->name);
  return names;
}

}  // namespace dlflow::schema
