#include "cli/print.hpp"
#include "cli/session.hpp"
#include "cli/verbs.hpp"
#include "pipeline/config/json_schema.hpp"
#include "pipeline/stages/suitability.hpp"

namespace dlflow::cli {
int run_check(const Arguments& arguments) {
  Session session(arguments, read_source(arguments));
  const auto notes = stages::check_suitability(session.workflow);
  if (!arguments.json && !arguments.quiet)
    for (const std::string& note : notes) print("note: " + note + "\n");
  print(arguments.json ? "{\"version\": 1, \"ok\": true}\n"
                       : arguments.words[0] + ": nothing wrong\n");
  return 0;
}

int run_show(const Arguments& arguments) {
  if (arguments.words[0].ends_with(".safetensors")) {
    print(model_card(arguments.words[0]));
    return 0;
  }
  Session session(arguments, read_source(arguments));
  print(session.workflow.resolved_config(true));
  return 0;
}

int run_schema(const Arguments&) {
  project::Project project;
  print(config::json_schema(schema::table(project), "dlflow project") + "\n");
  return 0;
}

}  // namespace dlflow::cli
