#include "pipeline/stages/suitability.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/base/text.hpp"
#include "pipeline/harness/shared_reasons.hpp"
#include "pipeline/stages/candidates.hpp"
#include "pipeline/stages/prepared_views.hpp"

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

harness::CandidateResult failed(const harness::Candidate& candidate, const Problem& why) {
  harness::CandidateResult out;
  out.candidate = candidate;
  out.folds.emplace_back().error = harness::reason_of(why, candidate.view);
  return out;
}

std::string path_of(const std::string& model) {
  return schema::path_join("evaluate.models", model);
}

/// "failed on view 'mixed': ...", with the models it is true of; at the option of an only one.
void add_problems(const Workflow& workflow, const char* what,
                  const std::vector<harness::SharedReason>& reasons,
                  std::vector<Problem>& problems) {
  for (const auto& [view, reason, models] : reasons) {
    const std::string path = path_of(models.front());
    const std::string why = fmt::format("{} view '{}': {}", what, view, reason);
    if (models.size() == 1)
      problems.push_back({workflow.place_of(path), path, why, ""});
    else
      problems.push_back({{}, "", fmt::format("{}: {}", join(models, ", "), why), ""});
  }
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
  std::vector<harness::SharedReason> failed, skipped;
  for (const auto& result : results) {
    if (is_baseline(result)) continue;
    const bool is_skipped = !result.skipped.empty();
    if (!is_skipped && result.error().empty()) return;
    harness::add_reason(result.candidate.view, is_skipped ? result.skipped : result.error(),
                        result.candidate.model, is_skipped ? skipped : failed);
  }
  if (failed.empty() && skipped.empty())
    throw workflow.at_option(
        UserError(ExitCode::configuration,
                  "only baselines are named, and nothing to compare them with",
                  "baselines are always there; name a model, or none: those that fit are tried"),
        "evaluate.models");
  const bool is_data = !failed.empty();
  std::vector<Problem> problems = {
      {{}, "", is_data ? "every model failed" : "no model suits any view", ""}};
  add_problems(workflow, "failed on", failed, problems);
  add_problems(workflow, "does not suit", skipped, problems);
  throw UserError(is_data ? ExitCode::data : ExitCode::configuration, std::move(problems));
}

void refuse_without_score(const Workflow& workflow, const harness::Leaderboard& board) {
  std::vector<harness::SharedReason> reasons;
  for (const harness::LeaderboardRow& row : board.rows) {
    if (row.rank > 0) return;
    if (row.is_baseline || row.error.empty()) continue;
    harness::add_reason(row.view, row.error, row.model, reasons);
  }
  std::vector<Problem> problems = {{{}, "", "no model has a score", ""}};
  add_problems(workflow, "on", reasons, problems);
  throw UserError(ExitCode::data, std::move(problems));
}

std::vector<std::string> check_suitability(Workflow& workflow) {
  const std::vector<PreparedView> prepared = prepared_views(workflow);
  Results results;
  for (const harness::Candidate& candidate : candidates(workflow)) {
    const auto view = std::ranges::find(prepared, candidate.view, &PreparedView::name);
    DLFLOW_REQUIRE(view != prepared.end(), "a candidate reads a view of the workflow");
    results.push_back(view->made ? harness::suited(workflow.framed().ground, candidate, *view->made)
                                 : failed(candidate, *view->failed));
  }
  refuse_unsuited_options(workflow, results);
  refuse_failures_alone(workflow, results);
  std::vector<std::string> notes = workflow.facts().view_notes;
  for (const PreparedView& view : prepared)
    if (view.failed)
      notes.push_back(fmt::format("every model fails on view '{}': {}", view.name,
                                  harness::reason_of(*view.failed, view.name)));
  for (const auto& [model, views] : untried(results))
    notes.push_back(fmt::format(
        "model '{}' suits no view: on '{}' it {}{}", model, views.front()->candidate.view,
        views.front()->skipped.starts_with("out of") ? "is " : "", views.front()->skipped));
  return notes;
}

}  // namespace dlflow::stages
