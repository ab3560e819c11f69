#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "cli/print.hpp"
#include "cli/session.hpp"
#include "cli/verbs.hpp"
#include "core/base/log.hpp"
#include "core/base/text.hpp"
#include "pipeline/stages/facts_json.hpp"
#include "pipeline/stages/new_rows.hpp"

namespace dlflow::cli {
namespace {

/// Runs a workflow up to a stage and shows the blocks asked for.
int run_to(const Arguments& arguments, Source source,
           const std::function<void(stages::Workflow&)>& work,
           const std::function<std::string(const report::Facts&)>& show) {
  Session session(arguments, std::move(source));
  work(session.workflow);
  const auto& facts = session.workflow.facts();
  print(arguments.json ? stages::to_json(facts, 2) + "\n" : show(facts));
  return 0;
}

int run_to(const Arguments& arguments, const std::function<void(stages::Workflow&)>& work,
           const std::function<std::string(const report::Facts&)>& show) {
  return run_to(arguments, read_source(arguments), work, show);
}

/// Leaves the searches of the model in the configuration, or all without one, and no ensembles.
void keep_searches(schema::Node& root, const std::string& model) {
  schema::Node* improve = root.find("improve");
  if (!improve || !improve->find("tune")) return;
  improve->at("ensembles") = schema::Node::list({});
  schema::Node* searches = improve->find("tune");
  if (model.empty() || !searches->is_list()) return;
  std::vector<std::string> names;
  for (const schema::Node& search : searches->items) {
    const schema::Node* name = search.is_map() ? search.find("model") : nullptr;
    if (!name) return;  // is told where the configuration is read
    names.push_back(name->text);
  }
  if (names.empty()) return;
  if (std::ranges::find(names, model) == names.end())
    throw UserError(ExitCode::usage, fmt::format("--model {}: no search tunes it", model),
                    "searches below improve.tune are of: " + join(names, ", "));
  std::erase_if(searches->items,
                [&](const schema::Node& search) { return search.find("model")->text != model; });
}

std::string folder_of(const stages::Workflow& workflow, int run) {
  return workflow.folder().run_folder(run).string();
}

std::string next_steps(const Arguments& arguments, const Source& source, const std::string& folder,
                       const project::Project& project) {
  if (!source.is_data) return "";
  const std::string& name = project.project;
  std::string steps = fmt::format(
      "next      keep the configuration to change it:  cp {}/config.yaml {}.yaml\n", folder, name);
  if (project.evaluate.preset != project::Preset::thorough)
    steps += fmt::format(
        "          more folds, narrower intervals:       dlflow run {}.yaml --preset thorough{}\n",
        name, arguments.runs == "runs" ? "" : " --runs " + arguments.runs);
  return steps;
}

}  // namespace

int run_define(const Arguments& arguments) {
  return run_to(
      arguments, [](auto& w) { w.framed(); }, define_block);
}

int run_prepare(const Arguments& arguments) {
  if (arguments.show < 0 || (arguments.show > 0 && arguments.json))
    throw UserError(ExitCode::usage,
                    arguments.show < 0 ? "--show: expected a number of rows from 0 on, got " +
                                             std::to_string(arguments.show)
                                       : "--show prints rows for people, --json facts for programs",
                    "see 'dlflow prepare --help'");
  std::vector<stages::ShownView> rows;
  return run_to(
      arguments,
      [&](auto& w) {
        if (arguments.show > 0)
          rows = show_rows(w, static_cast<std::size_t>(arguments.show));
        else
          stages::prepare(w);
      },
      [&](const report::Facts& facts) {
        return prepare_block(facts) + learnt_block(facts) + rows_block(rows);
      });
}

int run_evaluate(const Arguments& arguments) {
  return run_to(
      arguments, [](auto& w) { w.evaluated(); }, evaluate_block);
}

int run_improve(const Arguments& arguments) {
  return run_to(
      arguments, [](auto& w) { w.improved(); },
      [](const report::Facts& facts) { return evaluate_block(facts) + improve_block(facts); });
}

int run_present(const Arguments& arguments) {
  std::string folder;
  return run_to(
      arguments, [&](auto& w) { folder = stages::present(w).string(); },
      [&](const report::Facts& facts) { return present_block(facts, folder); });
}

int run_run(const Arguments& arguments) {
  const Source source = read_source(arguments);
  Session session(arguments, source);
  stages::Workflow& workflow = session.workflow;
  const bool shows = !arguments.json;
  auto done = stages::finished_run(workflow);
  const bool stays_sealed = done && done->test_rows > 0 && !done->test_score;
  if (done && !(arguments.open_test && stays_sealed)) {
    stages::predict_new_rows(workflow, done->run);  // their file may be another one now
    done->test_was_open = done->test_score.has_value();
    const std::string folder = folder_of(workflow, done->run);
    if (!shows) {
      print(stages::to_json(*done, 2) + "\n");
      return 0;
    }
    print(define_block(*done) + prepare_block(*done) + evaluate_block(*done) +
          improve_block(*done) + present_block(*done, folder));
    log_note(fmt::format("nothing has changed since run {}", done->run));
    return 0;
  }
  workflow.framed();
  if (shows) print(define_block(workflow.facts()));
  stages::prepare(workflow);
  if (shows) print(prepare_block(workflow.facts()));
  workflow.evaluated();
  workflow.improved();
  if (shows) print(evaluate_block(workflow.facts()) + improve_block(workflow.facts()));
  const std::string folder = stages::present(workflow).string();
  if (shows)
    print(present_block(workflow.facts(), folder) +
          next_steps(arguments, source, folder, workflow.project()));
  else
    print(stages::to_json(workflow.facts(), 2) + "\n");
  return 0;
}

int run_tune(const Arguments& arguments) {
  Source source = read_source(arguments);
  keep_searches(source.node, arguments.model);
  return run_to(
      arguments, std::move(source),
      [&](stages::Workflow& w) {
        if (w.project().improve.tune.empty())
          throw UserError(ExitCode::configuration, "there is nothing to tune",
                          "add a search below improve.tune; see 'dlflow explain improve.tune'");
        w.improved();
      },
      [](const report::Facts& facts) {
        std::string out;
        for (const auto& trial : facts.trials) {
          out += fmt::format("{} trial {:<4} {:.5g}", trial.model, trial.number, trial.score.mean);
          for (const auto& [path, value] : trial.options)
            out += fmt::format("  {}={}", path, value);
          out += trial.error.empty() ? "\n" : "  failed: " + trial.error + "\n";
        }
        return out + improve_block(facts);
      });
}

int run_report(const Arguments& arguments) {
  Session session(arguments, read_source(arguments));
  stages::Workflow& workflow = session.workflow;
  auto facts = stages::stored_run(workflow);
  if (!facts)
    throw UserError(ExitCode::usage, "this configuration has no finished run to report on",
                    "make one: dlflow run " + shell_line(workflow.settings().command));
  stages::write_report(workflow.folder(), *facts);
  print(arguments.json ? stages::to_json(*facts, 2) + "\n"
                       : folder_of(workflow, facts->run) + "/report.html\n");
  return 0;
}

}  // namespace dlflow::cli
