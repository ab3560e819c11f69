#include <fmt/format.h>

#include <cmath>

#include "pipeline/harness/ranking.hpp"
#include "pipeline/stages/candidates.hpp"
#include "pipeline/stages/workflow.hpp"

namespace dlflow::stages {
namespace {

/// How our score stands beside the published one; only the same protocol is compared.
void judge_published(const Framed& framed, report::Facts& facts) {
  if (!facts.published) return;
  auto& published = *facts.published;
  const auto& board = facts.leaderboard;
  const std::string& ours = framed.protocol;
  if (published.metric != board.metric)
    published.verdict = "not comparable (it is " + published.metric + ")";
  else if (published.protocol == kGivenTest)
    published.verdict = framed.read.test_begin
                            ? "compared when the test set is opened"
                            : "not comparable (it was made on the given test set)";
  else if (!framed.outer.held_out.empty())
    published.verdict = "not comparable (it was made on all rows; here a test set is sealed)";
  else if (ours != published.protocol)
    published.verdict =
        "not comparable (it was made by " + published.protocol + ", here " + ours + ")";
  if (!published.verdict.empty() || board.rows.empty() || board.rows.front().rank != 1) return;
  const auto& best = board.rows.front();
  const bool is_inside = published.good >= best.score.low && published.good <= best.score.high;
  const bool is_better = board.greater_is_better == (best.score.mean > published.good);
  published.verdict = !best.beats_naive ? "below (not shown to be better than naive)"
                      : is_inside       ? "matches"
                      : is_better       ? "beats"
                                        : "below";
}

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
    if (const auto curve = learning_curve(result)) facts.curves.push_back(*curve);
  judge_published(framed, facts);
  return results;
}

}  // namespace dlflow::stages
