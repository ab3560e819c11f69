#include "pipeline/stages/alike_values.hpp"

#include <fmt/format.h>

#include <map>

#include "core/base/text.hpp"

namespace dlflow::stages {
namespace {

/// What is left of a value without case and without spaces that say nothing.
std::string plain(const std::string& value) {
  std::string out;
  for (const char c : lower_case(std::string(trim(value)))) {
    const bool is_space = c == ' ' || c == '\t';
    if (!is_space)
      out += c;
    else if (!out.ends_with(' '))
      out += ' ';
  }
  return out;
}

std::string note_of(const data::Column& column) {
  std::map<std::string, std::vector<std::string>> alike;
  for (const std::string& label : column.labels) alike[plain(label)].push_back(label);
  std::vector<std::string> shown;
  std::size_t groups = 0;
  for (const auto& [key, labels] : alike) {
    if (labels.size() < 2) continue;
    if (++groups == 1) shown = labels;
  }
  if (groups == 0) return "";
  constexpr std::size_t kNamed = 3;
  return fmt::format(
      "column '{}' has values that differ in case or spaces alone: {}{}; write them alike in the "
      "file if they mean the same",
      column.name, quoted_few(shown, kNamed),
      groups == 1 ? "" : fmt::format(", and {} more such", counted(groups - 1, "group")));
}

}  // namespace

std::vector<std::string> alike_value_notes(const data::Table& table,
                                           const std::vector<std::string>& columns) {
  std::vector<std::string> out;
  for (const std::string& name : columns) {
    const data::Column* column = table.find(name);
    if (!column || !column->is_coded()) continue;
    if (std::string note = note_of(*column); !note.empty()) out.push_back(std::move(note));
  }
  return out;
}

}  // namespace dlflow::stages
