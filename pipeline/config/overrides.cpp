#include "pipeline/config/overrides.hpp"

#include <string>

#include "core/base/text.hpp"
#include "pipeline/config/yaml.hpp"

namespace dlflow::config {
namespace {

using schema::Node;

/// Lines and columns of an override mean nothing: all of it is one place.
void place_all(Node& node, const Place& place) {
  node.place = place;
  for (Node& item : node.items) place_all(item, place);
  for (Node::Entry& entry : node.entries) {
    entry.key_place = place;
    place_all(entry.value, place);
  }
}

Node parse_value(std::string_view text, const Place& place) {
  Node value;
  const std::string_view bare = trim(text);
  const bool is_null = bare.empty() || bare == "~" || bare == "null";
  try {
    if (!is_null) value = parse_yaml(text, place.file);
  } catch (const UserError& error) {
    std::vector<Problem> problems = error.problems();
    for (Problem& problem : problems) problem.place = place;
    throw UserError(ExitCode::usage, std::move(problems));
  }
  place_all(value, place);
  return value;
}

/// Position of the '=' behind the path, whose quoted names may hold one.
std::size_t find_equals(std::string_view assignment) {
  bool is_quoted = false;
  for (std::size_t i = 0; i < assignment.size(); ++i) {
    if (is_quoted && assignment[i] == '\\')
      ++i;
    else if (assignment[i] == '"')
      is_quoted = !is_quoted;
    else if (assignment[i] == '=' && !is_quoted)
      return i;
  }
  return std::string_view::npos;
}

}  // namespace

void apply_override(Node& root, std::string_view assignment) {
  const Place place{"--set " + std::string(assignment), 0, 0, ""};
  const auto refuse = [&](std::string message, std::string hint) {
    throw UserError(ExitCode::usage, {Problem{place, "", std::move(message), std::move(hint)}});
  };
  const std::size_t equals = find_equals(assignment);
  if (equals == std::string_view::npos)
    refuse("expected path=value, got no '='",
           "for example --set evaluate.cross_validation.folds=5");
  const std::string_view path = trim(assignment.substr(0, equals));
  if (path.empty())
    refuse("expected a path before '='", "for example --set define.metric=accuracy");
  Node value = parse_value(assignment.substr(equals + 1), place);
  try {
    schema::set_path(root, path, std::move(value));
  } catch (const UserError& error) {
    refuse(error.problems().front().message, error.problems().front().hint);
  }
}

}  // namespace dlflow::config
