#include "pipeline/config/explain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "core/base/text.hpp"
#include "pipeline/config/option_tree.hpp"

namespace dlflow::config {
namespace {

using namespace schema;

/// "whole number, at least 1, in seconds, default 100".
std::string facts_text(const Object& object, const Field& field) {
  constexpr std::size_t kLong = 48;
  std::string type = type_text(field.slot);
  // A page of its own lists the kinds of a family.
  if (const auto list = type.find(':');
      family_of(field.slot) && type.size() > kLong && list != type.npos)
    type = type.substr(0, list) + " several";
  std::vector<std::string> parts{type};
  if (const std::string range = range_text(field); !range.empty()) parts.push_back(range);
  if (!field.unit.empty()) parts.push_back("in " + field.unit);
  const std::string value = default_text(object, field);
  if (!value.empty() && value.size() <= kLong)
    parts.push_back(value == "required" || value == "not set" ? value : "default " + value);
  return join(parts, ", ");
}

/// Topics as lines of one width.
class Page {
 public:
  explicit Page(std::size_t width) : width_(width) {}

  std::string of_topic(const Topic& topic) const {
    if (topic.choice) return of_kind(topic);
    if (topic.field) return of_field(topic);
    return list_options(*topic.table, "options").substr(1);
  }

  /// A single name, found anywhere: one topic in full, several as a list of paths.
  std::string of_name(const Table& root, const std::string& name) const {
    std::vector<Topic> found = find_everywhere(root, name);
    // Where it stands by itself before where it stands within another.
    std::ranges::stable_sort(found, std::ranges::less(), [](const Topic& topic) {
      return std::ranges::count(topic.path, '.');
    });
    if (found.empty())
      throw UserError(ExitCode::usage, "nothing is named '" + name + "'",
                      nearest(name, all_names(root))
                          ? suggestion(name, all_names(root))
                          : "'dlflow explain' alone lists the top level");
    const bool is_one_kind = std::all_of(found.begin(), found.end(), [&](const Topic& topic) {
      return topic.choice && topic.choice == found[0].choice;
    });
    if (found.size() > 1 && !is_one_kind) {
      std::string out = fmt::format("'{}' is found at\n", name);
      for (const Topic& topic : found) {
        out +=
            "  " + topic.path + "\n" + text(topic.choice ? topic.choice->doc : topic.field->doc, 6);
        if (topic.choice && !topic.choice->source.empty())
          out += text("source: " + topic.choice->source, 6);
      }
      return out;
    }
    std::string out = of_topic(found[0]);
    if (found.size() > 1) out += "\n  also at\n";
    for (std::size_t i = 1; i < found.size(); ++i) out += "    " + found[i].path + "\n";
    return out;
  }

 private:
  std::string text(std::string_view words, std::size_t indent) const {
    return wrapped(words, indent, width_);
  }

  std::string list_options(const Object& object, std::string_view title) const {
    if (object.fields().empty()) return "";
    std::string out = fmt::format("\n  {}\n", title);
    for (const Field& field : object.fields()) {
      out += wrapped(field.name + ": " + facts_text(object, field), 4, 6, width_);
      out += text(field.doc, 8);
    }
    return out;
  }

  std::string short_forms(const Object& object) const {
    std::string out;
    const auto line = [&](const std::string& field, const char* what) {
      if (!field.empty())
        out +=
            "\n" + wrapped(fmt::format("short form  {} in place of the map is '{}'", what, field),
                           2, 14, width_);
    };
    line(object.number_form(), "a number");
    line(object.scalar_form(), object.number_form().empty() ? "a single value" : "a name");
    line(object.list_form(), "a list");
    return out;
  }

  std::string of_field(const Topic& topic) const {
    const Field& field = *topic.field;
    std::string out = topic.path + "\n" + text(field.doc, 2) + "\n";
    Table owner;
    const Choices* family = family_below(field, owner);
    const std::string type = type_text(field.slot);
    out += labelled("type", family ? type.substr(0, type.find(':')) : type, width_);
    out += labelled("range", range_text(field), width_);
    out += labelled("unit", field.unit, width_);
    out += labelled("default", default_text(*topic.table, field), width_);
    if (family) return out + kind_lines("kinds", *family, width_);
    if (const Table below = table_below(topic.table, field))
      out += short_forms(*below) + list_options(*below, "options");
    return out;
  }

  std::string of_kind(const Topic& topic) const {
    const Choice& choice = *topic.choice;
    std::string out = topic.path + "\n" + text(choice.doc, 2);
    const std::string example = choice.example.empty() ? "" : choice.name + ": " + choice.example;
    if (!choice.source.empty() || !example.empty())
      out +=
          "\n" + labelled("source", choice.source, width_) + labelled("example", example, width_);
    out += short_forms(*topic.table);
    const std::string options = list_options(*topic.table, "options");
    return out + (options.empty() ? "\n  it has no options\n" : options);
  }

  std::size_t width_;
};

}  // namespace

std::string wrapped(std::string_view text, std::size_t indent, std::size_t hanging,
                    std::size_t width) {
  std::string out, line(indent, ' ');
  bool is_begun = false;
  for (const std::string_view word : split(text, ' ')) {
    if (is_begun && display_width(line) + 1 + display_width(word) > width) {
      out += line + "\n";
      line.assign(hanging, ' ');
      is_begun = false;
    }
    line += (is_begun ? " " : "") + std::string(word);
    is_begun = true;
  }
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return line.empty() ? out : out + line + "\n";
}

std::string labelled(std::string_view name, const std::string& text, std::size_t width) {
  constexpr std::size_t kIndent = 2, kHanging = 11;
  if (text.empty()) return "";
  return wrapped(fmt::format("{:<8} {}", name, text), kIndent, kHanging, width);
}

std::string kind_lines(std::string_view title, const Choices& family, std::size_t width) {
  constexpr std::size_t kWidest = 24;
  std::size_t longest = 0;
  for (const Choice* choice : family) longest = std::max(longest, choice->name.size());
  const std::size_t room = std::min(longest, kWidest);
  std::string out = fmt::format("\n  {}\n", title);
  for (const Choice* choice : family)
    out += wrapped(fmt::format("{:<{}}  {}", choice->name, room, choice->doc), 4, room + 6, width);
  return out;
}

std::vector<std::string> paths_named(Object& root, const std::string& name) {
  std::vector<std::string> paths;
  for (const Topic& topic : find_everywhere(Table(std::shared_ptr<void>(), &root), name))
    paths.push_back(topic.path);
  return paths;
}

namespace {

/// The topic at the end of a path that begins within another, such as ridge.alpha.
Topic find_below(const Table& root, std::string_view path) {
  const std::vector<std::string> steps = parse_path(path);
  const std::vector<Topic> starts = find_everywhere(root, steps[0]);
  std::string rest;
  for (std::size_t i = 1; i < steps.size(); ++i) rest = path_join(rest, steps[i]);
  std::optional<UserError> nearest_problem;  // of the first start, which stands by itself
  for (const Topic& start : starts) {
    try {
      return find_topic(root, start.path + "." + rest);
    } catch (const UserError& error) {
      if (!nearest_problem) nearest_problem = error;
    }
  }
  if (nearest_problem) throw *nearest_problem;
  return find_topic(root, path);  // says that there is no such name
}

}  // namespace

std::string explain(Object& root, std::string_view path, std::size_t width) {
  const Table table(std::shared_ptr<void>(), &root);
  const std::vector<std::string> steps =
      path.empty() ? std::vector<std::string>{} : parse_path(path);
  const Page page(width);
  if (steps.empty() || root.find(steps[0])) return page.of_topic(find_topic(table, path));
  if (steps.size() == 1) return page.of_name(table, steps[0]);
  return page.of_topic(find_below(table, path));
}

}  // namespace dlflow::config
