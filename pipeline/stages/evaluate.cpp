#include <fmt/format.h>

#include <cmath>

#include "pipeline/harness/ranking.hpp"
#include "pipeline/stages/candidates.hpp"
#include "pipeline/stages/diagnosing.hpp"
#include "pipeline/stages/published.hpp"
#include "pipeline/stages/workflow.hpp"

namespace dlflow::stages {
namespace {

/// Every reason at once, each at its model.
void throw_if_all_failed(const Workflow& workflow,
                         const std::vector<harness::CandidateResult>& results) {
  std::vector<Problem> failed, skipped;
  for (const auto& result : results) {
    if (result.candidate.kind && result.candidate.kind->is_baseline) continue;
    const std::string path = schema::path_join("evaluate.models", result.candidate.model);
    const bool is_skipped = !result.skipped.empty();
    if (!is_skipped && result.error().empty()) return;
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

}  // namespace

std::vector<harness::CandidateResult> evaluate(Workflow& workflow) {
  Framed& framed = workflow.framed();
  prepare(workflow);
  auto results = harness::run(framed.ground, candidates(workflow), workflow.workers("evaluate"));
  if (workflow.settings().observer) workflow.settings().observer->finish();
  throw_if_all_failed(workflow, results);
  report::Facts& facts = workflow.facts();
  facts.leaderboard = harness::rank(results, *framed.metric, framed.ground.seed);
  facts.curves.clear();
  for (const auto& result : results)
    if (auto curve = learning_curve(result)) {
      curve->diagnosis = diagnosis(workflow, framed, result, *curve);
      facts.curves.push_back(std::move(*curve));
    }
  if (!facts.leaderboard.rows.empty() && facts.leaderboard.rows.front().rank == 1)
    judge_published(framed, facts.leaderboard.rows.front(), facts);
  return results;
}

}  // namespace dlflow::stages
