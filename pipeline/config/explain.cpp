#include "pipeline/config/explain.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "pipeline/config/option_tree.hpp"

namespace dlflow::config {
namespace {

using namespace schema;

constexpr std::size_t kWidth = 96;

/// "whole number, at least 1, in seconds, default 100".
std::string facts_text(const Object& object, const Field& field) {
  std::string type = type_text(field.slot);
  if (const auto list = type.find(':'); type.size() > kWidth / 2 && list != type.npos)
    type = type.substr(0, list) + " several";
  std::vector<std::string> parts{type};
  if (const std::string range = range_text(field); !range.empty()) parts.push_back(range);
  if (!field.unit.empty()) parts.push_back("in " + field.unit);
  const std::string value = default_text(object, field);
  if (!value.empty() && value.size() <= kWidth / 2)
    parts.push_back(value == "required" || value == "not set" ? value : "default " + value);
  return join(parts, ", ");
}

std::string list_options(const Object& object, std::string_view title) {
  if (object.fields().empty()) return "";
  std::string out = fmt::format("\n  {}\n", title);
  for (const Field& field : object.fields()) {
    out += wrapped(field.name + ": " + facts_text(object, field), 4);
    out += wrapped(field.doc, 8);
  }
  return out;
}

std::string list_kinds(const Choices& family) {
  std::size_t width = 0;
  for (const Choice* choice : family) width = std::max(width, choice->name.size());
  std::string out = "\n  kinds\n";
  for (const Choice* choice : family)
    out += fmt::format("    {:<{}}  {}\n", choice->name, width, choice->doc);
  return out;
}

std::string short_forms(const Object& object) {
  std::string out;
  const auto line = [&](const std::string& field, const char* what) {
    if (!field.empty())
      out += fmt::format("\n  short form  {} in place of the map is '{}'\n", what, field);
  };
  line(object.scalar_form(), "a single value");
  line(object.list_form(), "a list");
  return out;
}

std::string explain_field(const Topic& topic) {
  const Field& field = *topic.field;
  std::string out = topic.path + "\n" + wrapped(field.doc, 2) + "\n";
  const auto fact = [&](std::string_view name, const std::string& text) {
    if (!text.empty()) out += fmt::format("  {:<8} {}\n", name, text);
  };
  Table owner;
  const Choices* family = family_below(field, owner);
  const std::string type = type_text(field.slot);
  fact("type", family ? type.substr(0, type.find(':')) : type);
  fact("range", range_text(field));
  fact("unit", field.unit);
  fact("default", default_text(*topic.table, field));
  if (family) return out + list_kinds(*family);
  if (const Table below = table_below(topic.table, field))
    out += short_forms(*below) + list_options(*below, "options");
  return out;
}

std::string explain_kind(const Topic& topic) {
  std::string out = topic.path + "\n" + wrapped(topic.choice->doc, 2);
  if (!topic.choice->example.empty())
    out += fmt::format("\n  example  {}: {}\n", topic.choice->name, topic.choice->example);
  out += short_forms(*topic.table);
  const std::string options = list_options(*topic.table, "options");
  return out + (options.empty() ? "\n  it has no options\n" : options);
}

std::string explain_topic(const Topic& topic) {
  if (topic.choice) return explain_kind(topic);
  if (topic.field) return explain_field(topic);
  return list_options(*topic.table, "options").substr(1);
}

/// A single name, found anywhere: one topic in full, several as a list of paths.
std::string explain_name(const Table& root, const std::string& name) {
  const std::vector<Topic> found = find_everywhere(root, name);
  if (found.empty())
    throw UserError(ExitCode::usage, "nothing is named '" + name + "'",
                    nearest(name, all_names(root)) ? suggestion(name, all_names(root))
                                                   : "'dlflow explain' alone lists the top level");
  const bool is_one_kind = std::all_of(found.begin(), found.end(), [&](const Topic& topic) {
    return topic.choice && topic.choice == found[0].choice;
  });
  if (found.size() > 1 && !is_one_kind) {
    std::string out = fmt::format("'{}' is found at\n", name);
    for (const Topic& topic : found)
      out += "  " + topic.path + "\n" +
             wrapped(topic.choice ? topic.choice->doc : topic.field->doc, 6);
    return out;
  }
  std::string out = explain_topic(found[0]);
  if (found.size() > 1) out += "\n  also at\n";
  for (std::size_t i = 1; i < found.size(); ++i) out += "    " + found[i].path + "\n";
  return out;
}

}  // namespace

std::string wrapped(std::string_view text, std::size_t indent) {
  std::string out, line;
  for (const std::string_view word : split(text, ' ')) {
    if (!line.empty() && indent + display_width(line) + 1 + display_width(word) > kWidth) {
      out += std::string(indent, ' ') + line + "\n";
      line.clear();
    }
    line += (line.empty() ? "" : " ") + std::string(word);
  }
  return line.empty() ? out : out + std::string(indent, ' ') + line + "\n";
}

std::string explain(Object& root, std::string_view path) {
  const Table table(std::shared_ptr<void>(), &root);
  const std::vector<std::string> steps =
      path.empty() ? std::vector<std::string>{} : parse_path(path);
  if (steps.size() == 1 && !root.find(steps[0])) return explain_name(table, steps[0]);
  return explain_topic(find_topic(table, path));
}

}  // namespace dlflow::config
