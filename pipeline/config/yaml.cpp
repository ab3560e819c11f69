#include "pipeline/config/yaml.hpp"

#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <sstream>

#include "pipeline/config/source_text.hpp"
#include "pipeline/config/tree_builder.hpp"

namespace dlflow::config {

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
    throw UserError(ExitCode::configuration,
                    {Problem{source.place(error.mark.line, error.mark.column), "",
                             "not readable as YAML: " + error.msg,
                             "look at the indentation, the quotes and the brackets before it"}});
  }
  schema::Node root = builder.take_root();
  if (root.is_null())
    throw UserError(ExitCode::configuration,
                    {Problem{{file_name, 0, 0, ""}, "", "the configuration is empty", ""}});
  return root;
}

}  // namespace dlflow::config
