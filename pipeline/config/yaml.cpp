#include "pipeline/config/yaml.hpp"

#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <sstream>

#include "core/base/text.hpp"
#include "pipeline/config/source_text.hpp"
#include "pipeline/config/tree_builder.hpp"

namespace dlflow::config {

namespace {

/// A tab before the text of a line, which YAML refuses without saying so. The line from 0, none up
/// to `last`: -1.
int line_with_tab(std::string_view text, int last) {
  const auto lines = split(text, '\n');
  for (int i = std::min(last, static_cast<int>(lines.size()) - 1); i >= 0; --i) {
    const std::string_view line = lines[static_cast<std::size_t>(i)];
    if (line.substr(0, line.find_first_not_of(" \t")).find('\t') != line.npos) return i;
  }
  return -1;
}

Problem unreadable(std::string_view text, const SourceText& source, const YAML::Exception& error) {
  if (const int tab = line_with_tab(text, error.mark.line); tab >= 0)
    return {source.place(tab, 0), "", "not readable as YAML: the line is indented with a tab",
            "indent with spaces"};
  return {source.place(error.mark.line, error.mark.column), "",
          "not readable as YAML: " + error.msg,
          "look at the indentation, the quotes and the brackets before it"};
}

}  // namespace

schema::Node parse_yaml(std::string_view text, const std::string& file_name) {
  // A byte order mark would count as a column.
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const SourceText source(text, file_name);
  source.check_characters();
  TreeBuilder builder(source);
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::Exception& error) {
    throw UserError(ExitCode::configuration, {unreadable(text, source, error)});
  }
  schema::Node root = builder.take_root();
  if (root.is_null())
    throw UserError(ExitCode::configuration,
                    {Problem{{file_name, 0, 0, ""}, "", "the configuration is empty", ""}});
  return root;
}

}  // namespace dlflow::config
