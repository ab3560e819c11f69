#include <nlohmann/json.hpp>

#include "cli/print.hpp"
#include "cli/session.hpp"
#include "cli/verbs.hpp"
#include "pipeline/config/json_schema.hpp"
#include "pipeline/stages/suitability.hpp"

namespace dlflow::cli {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(const std::vector<Problem>& problems) {
  Json all = Json::array();
  for (const Problem& p : problems)
    all.push_back({{"file", p.place.file},
                   {"line", p.place.line},
                   {"column", p.place.column},
                   {"path", p.path},
                   {"message", p.message},
                   {"hint", p.hint}});
  return all;
}

/// line and column are 0 where none is known, texts empty.
std::string check_json(const std::vector<std::string>& notes,
                       const std::vector<Problem>& problems) {
  const Json out = {
      {"version", 1}, {"ok", problems.empty()}, {"notes", notes}, {"problems", json_of(problems)}};
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::vector<std::string> checked(const Arguments& arguments) {
  Session session(arguments, read_source(arguments));
  return stages::check_suitability(session.workflow);
}

}  // namespace

int run_check(const Arguments& arguments) {
  if (arguments.json) {
    try {
      print(check_json(checked(arguments), {}));
    } catch (const UserError& e) {
      print(check_json({}, sorted(e.problems())));
      throw;
    }
    return 0;
  }
  for (const std::string& note : checked(arguments))
    if (!arguments.quiet) print("note: " + note + "\n");
  print(arguments.words[0] + ": nothing wrong\n");
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
