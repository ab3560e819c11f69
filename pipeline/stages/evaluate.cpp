#include "pipeline/harness/ranking.hpp"
#include "pipeline/stages/candidates.hpp"
#include "pipeline/stages/data_curve.hpp"
#include "pipeline/stages/diagnosing.hpp"
#include "pipeline/stages/published.hpp"
#include "pipeline/stages/suitability.hpp"
#include "pipeline/stages/view_notes.hpp"
#include "pipeline/stages/workflow.hpp"

namespace dlflow::stages {
std::vector<harness::CandidateResult> evaluate(Workflow& workflow) {
  Framed& framed = workflow.framed();
  prepare(workflow);
  harness::Workers workers = workflow.workers("evaluate");
  workers.on_suited = [&](const auto& suited) { refuse_unsuited_options(workflow, suited); };
  auto results = harness::run(framed.ground, candidates(workflow), workers);
  if (workflow.settings().observer) workflow.settings().observer->finish();
  refuse_failures_alone(workflow, results);
  workflow.facts().fold_notes = fold_notes(workflow, results);
  report::Facts& facts = workflow.facts();
  facts.leaderboard = harness::rank(results, *framed.metric, framed.ground.seed);
  refuse_without_score(workflow, facts.leaderboard);
  facts.curves.clear();
  for (const auto& result : results)
    if (auto curve = learning_curve(result)) {
      curve->diagnosis = diagnosis(workflow, framed, result, *curve);
      facts.curves.push_back(std::move(*curve));
    }
  if (!facts.leaderboard.rows.empty() && facts.leaderboard.rows.front().rank == 1)
    judge_published(framed, facts.leaderboard.rows.front(), facts);
  facts.data_curve = data_curve(workflow, results);
  return results;
}

}  // namespace dlflow::stages
