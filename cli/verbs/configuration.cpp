#include <fmt/format.h>

#include "cli/print.hpp"
#include "cli/session.hpp"
#include "cli/verbs.hpp"
#include "pipeline/config/explain.hpp"
#include "pipeline/config/json_schema.hpp"
#include "pipeline/harness/predictor.hpp"
#include "pipeline/store/model_file.hpp"

namespace dlflow::cli {
namespace {

std::string model_card(const std::string& path) {
  const Archive archive = store::read_model_file(path);
  const auto predictor = harness::Predictor::load(archive);
  std::string out =
      fmt::format("model      {}\npredicts   {} ({})\nparameters {}\n", predictor.title,
                  predictor.framing.target, archive.text("task"), predictor.parameters());
  if (!predictor.framing.classes.empty()) {
    out += "classes   ";
    for (const auto& name : predictor.framing.classes) out += " " + name;
    out += "\n";
  }
  out += "needs     ";
  for (const auto& input : predictor.framing.inputs) out += " " + input.name;
  for (const auto& member : predictor.members)
    for (const auto& learnt : member.view->learnt())
      out += fmt::format("\n  {}: {}: {}", learnt.column, learnt.step, learnt.sentence);
  return out + "\ndigest     " + store::digest(archive) + "\n";
}

}  // namespace

int run_check(const Arguments& arguments) {
  Session session(arguments, read_source(arguments));
  session.workflow.framed();
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

int run_explain(const Arguments& arguments) {
  project::Project project;
  auto table = schema::table(project);
  print(config::explain(table, arguments.words.empty() ? "" : arguments.words[0]));
  return 0;
}

}  // namespace dlflow::cli
