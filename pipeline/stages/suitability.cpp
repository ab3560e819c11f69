#include "pipeline/stages/suitability.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "pipeline/stages/candidates.hpp"

namespace dlflow::stages {
namespace {

using Results = std::vector<harness::CandidateResult>;

bool is_baseline(const harness::CandidateResult& result) {
  return result.candidate.kind && result.candidate.kind->is_baseline;
}

/// The results of each model that is tried on no view, by its name.
std::map<std::string, std::vector<const harness::CandidateResult*>> untried(
    const Results& results) {
  std::map<std::string, std::vector<const harness::CandidateResult*>> models;
  for (const auto& result : results)
    if (!is_baseline(result)) models[result.candidate.model].push_back(&result);
  std::erase_if(models, [](const auto& model) {
    return std::ranges::any_of(model.second, [](const auto* r) { return r->skipped.empty(); });
  });
  return models;
}

std::string path_of(const std::string& model) {
  return schema::path_join("evaluate.models", model);
}

}  // namespace

void refuse_unsuited_options(const Workflow& workflow, const Results& results) {
  std::vector<Problem> problems;
  for (const auto& [model, views] : untried(results))
    for (const auto* result : views) {
      if (!result->refused) continue;
      Problem problem = *result->refused;
      problem.path = path_of(model) + "." + problem.path;
      if (problem.place.file.empty()) problem.place = workflow.place_of(problem.path);
      if (views.size() > 1)
        problem.message = fmt::format("on view '{}': {}", result->candidate.view, problem.message);
      problems.push_back(std::move(problem));
    }
  if (!problems.empty()) throw UserError(ExitCode::configuration, std::move(problems));
}

void refuse_failures_alone(const Workflow& workflow, const Results& results) {
  std::vector<Problem> failed, skipped;
  for (const auto& result : results) {
    if (is_baseline(result)) continue;
    const bool is_skipped = !result.skipped.empty();
    if (!is_skipped && result.error().empty()) return;
    const std::string path = path_of(result.candidate.model);
    (is_skipped ? skipped : failed)
        .push_back(
            {workflow.place_of(path), path,
             fmt::format("{} view '{}': {}", is_skipped ? "does not suit" : "failed on",
                         result.candidate.view, is_skipped ? result.skipped : result.error()),
             ""});
  }
  const bool is_data = !failed.empty();
  std::vector<Problem> problems = {
      {{}, "", is_data ? "every model failed" : "no model suits any view", ""}};
  for (auto* list : {&failed, &skipped})
    problems.insert(problems.end(), list->begin(), list->end());
  throw UserError(is_data ? ExitCode::data : ExitCode::configuration, std::move(problems));
}

std::vector<std::string> check_suitability(Workflow& workflow) {
  const Results results = harness::suited(workflow.framed().ground, candidates(workflow));
  refuse_unsuited_options(workflow, results);
  refuse_failures_alone(workflow, results);
  std::vector<std::string> notes;
  for (const auto& [model, views] : untried(results))
    notes.push_back(fmt::format("model '{}' suits no view: on '{}' it {}", model,
                                views.front()->candidate.view, views.front()->skipped));
  return notes;
}

}  // namespace dlflow::stages
