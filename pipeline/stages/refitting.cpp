#include "pipeline/stages/refitting.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/text.hpp"
#include "pipeline/stages/recording.hpp"

namespace dlflow::stages {
namespace {

/// One member fitted on some rows for as many epochs as the folds took on average.
harness::Predictor::Member fit_on(Workflow& workflow, const harness::CandidateResult& result,
                                  const data::Fold& rows) {
  const Framed& framed = workflow.framed();
  const harness::Candidate& candidate = result.candidate;
  models::FitContext context;
  context.key =
      RandomKey(framed.ground.seed).with("refit").with(candidate.model).with(candidate.view);
  context.stop = workflow.settings().stop;
  context.threads = workflow.settings().jobs;  // no bit of a fit depends on them
  context.model_name = candidate.model;
  double epochs = 0;
  for (const auto& fold : result.folds) epochs += fold.best_epoch;
  epochs /= static_cast<double>(std::max<std::size_t>(result.folds.size(), 1));
  if (epochs >= 0.5) context.epochs = static_cast<int>(std::lround(epochs));
  return harness::fit_member(framed.ground, candidate, rows, context);
}

harness::Predictor predictor_on(Workflow& workflow, const harness::LeaderboardRow& row,
                                const data::Fold& rows) {
  const auto& results = workflow.improved();
  const Framed& framed = workflow.framed();
  harness::Predictor out;
  out.framing = framed.framing;
  out.title = row.model + " / " + row.view;
  const auto& chosen = result_of(results, row.model, row.view);
  if (chosen.candidate.kind) {
    out.members.push_back(fit_on(workflow, chosen, rows));
  } else {
    out.ensemble = chosen.ensemble;
    for (const auto& [model, view, weight] : chosen.members) {
      out.members.push_back(fit_on(workflow, result_of(results, model, view), rows));
      out.members.back().weight = weight;
    }
  }
  record(workflow, out, rows.train, out_of_fold(framed, chosen),
         fmt::format("{} {:.4g} ({:.4g} to {:.4g}), {}", framed.metric->name, row.score.mean,
                     row.score.low, row.score.high, workflow.facts().protocol));
  return out;
}

/// Whether the model that is kept learns from the test rows too.
bool takes_all(Workflow& workflow) {
  const Framed& framed = workflow.framed();
  if (framed.outer.held_out.empty()) return false;
  const project::Refit wanted = workflow.project().present.refit;
  return wanted == project::Refit::all ||
         (wanted == project::Refit::automatic && !framed.ground.series.empty());
}

}  // namespace

const harness::CandidateResult& result_of(const std::vector<harness::CandidateResult>& results,
                                          const std::string& model, const std::string& view) {
  for (const auto& result : results)
    if (result.candidate.model == model && result.candidate.view == view) return result;
  throw Bug(__FILE__, __LINE__, "the chosen model has a result");
}

Refitted refit(Workflow& workflow, const harness::LeaderboardRow& row) {
  const Framed& framed = workflow.framed();
  Refitted out;
  out.on_training = predictor_on(workflow, row, framed.outer);
  if (!takes_all(workflow)) return out;
  data::Fold all = framed.outer;
  all.train = framed.rows;
  all.held_out.clear();
  out.on_all = predictor_on(workflow, row, all);
  out.on_all->record.provenance.emplace_back(
      "fit", fmt::format("on all {}, those of the test set too; the scores of its run are of fits "
                         "on training rows alone",
                         counted(framed.rows.size(), "row")));
  return out;
}

}  // namespace dlflow::stages
