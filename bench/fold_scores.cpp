// The folds of a project, and what one model scores on each: for a peer that fits the same rows.
// Usage: fold_scores CONFIG MODEL RUNS [PATH=VALUE...]; prints one JSON object.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "core/base/memory.hpp"
#include "pipeline/config/overrides.hpp"
#include "pipeline/config/yaml.hpp"
#include "pipeline/stages/data_paths.hpp"
#include "pipeline/stages/workflow.hpp"

namespace {

using namespace dlflow;

stages::Workflow make_workflow(const std::filesystem::path& config, const std::string& model,
                               const std::string& runs, const std::vector<std::string>& set) {
  schema::Node node = config::parse_yaml(files::read_all(config), config.string());
  config::apply_override(node, "evaluate.models={" + model + ": }");
  for (const std::string& assignment : set) config::apply_override(node, assignment);
  stages::Settings settings;
  settings.runs = runs;
  return {std::move(node), config.parent_path(), std::move(settings)};
}

std::string fold_json(const data::Fold& fold, const harness::FoldResult& result) {
  std::string scores;
  for (const auto& [metric, score] : result.scores)
    if (!std::isnan(score))
      scores += fmt::format("{}\"{}\": {:.17g}", scores.empty() ? "" : ", ", metric, score);
  return fmt::format(
      "{{\"train\": [{}], \"held_out\": [{}], \"fit_seconds\": {:.9f}, "
      "\"predict_seconds\": {:.9f}, \"scores\": {{{}}}}}",
      fmt::join(fold.train, ", "), fmt::join(fold.held_out, ", "), result.fit_seconds,
      1e-6 * result.predict_microseconds * static_cast<double>(fold.held_out.size()), scores);
}

void print_scores(stages::Workflow& workflow, const std::string& model) {
  const auto& results = workflow.evaluated();
  const stages::Framed& framed = workflow.framed();
  for (const harness::CandidateResult& result : results) {
    if (result.candidate.model != model || result.candidate.view != "standard") continue;
    if (!result.skipped.empty()) throw UserError(ExitCode::configuration, result.skipped);
    if (!result.error().empty()) throw UserError(ExitCode::data, result.error());
    std::string folds;
    for (std::size_t f = 0; f < result.folds.size(); ++f)
      folds += (f > 0 ? ",\n" : "") + fold_json(framed.ground.folds[f], result.folds[f]);
    fmt::print("{{\"file\": \"{}\", \"model\": \"{}\", \"target\": \"{}\", \"folds\": [\n{}]}}\n",
               *stages::paths_of(workflow.data_options()).front(), model,
               workflow.project().define.target, folds);
    return;
  }
  throw UserError(ExitCode::configuration, "the model was not tried on the view 'standard'");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) {
    fmt::print(stderr, "usage: fold_scores CONFIG MODEL RUNS [PATH=VALUE...]\n");
    return 2;
  }
  keep_freed_memory();  // as the tool does
  try {
    auto workflow = make_workflow(argv[1], argv[2], argv[3], {argv + 4, argv + argc});
    print_scores(workflow, argv[2]);
  } catch (const UserError& e) {
    fmt::print(stderr, "fold_scores: {}\n", e.problems().front().message);
    return 1;
  } catch (const std::exception& e) {
    fmt::print(stderr, "fold_scores: {}\n", e.what());
    return 1;
  }
}
