#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "core/base/text.hpp"
#include "pipeline/harness/preparation.hpp"
#include "pipeline/stages/facts_json.hpp"
#include "pipeline/stages/run_texts.hpp"
#include "pipeline/stages/workflow.hpp"
#include "pipeline/statistics/bootstrap.hpp"
#include "pipeline/store/model_file.hpp"

namespace dlflow::stages {
namespace {

/// The row of the leaderboard that is kept, and why.
const harness::LeaderboardRow& choose(const Workflow& workflow, report::Facts& facts) {
  const auto& rows = facts.leaderboard.rows;
  const std::string& wanted = workflow.project().present.model;
  const harness::LeaderboardRow* chosen = nullptr;
  std::vector<std::string> names = {"simplest", "best"};
  for (const auto& row : rows) {
    if (row.rank == 0) continue;
    names.push_back(row.model);
    if (wanted == "best" && row.rank == 1) chosen = &row;
    if (wanted == "simplest" && row.tie == "a" &&
        (!chosen || std::tie(row.complexity, row.parameters, row.rank) <
                        std::tie(chosen->complexity, chosen->parameters, chosen->rank)))
      chosen = &row;
    if (wanted == row.model && (!chosen || row.rank < chosen->rank)) chosen = &row;
  }
  if (!chosen)
    throw workflow.at_option(UserError(ExitCode::configuration,
                                       "'" + wanted + "' has no score, so it cannot be presented",
                                       "one of: " + join(names, ", ")),
                             "present.model");
  facts.chosen = chosen->model + " / " + chosen->view;
  facts.chosen_reason = wanted == "simplest" ? "simplest of tie a"
                        : wanted == "best"   ? "the best"
                                             : "named in the configuration";
  return *chosen;
}

const harness::CandidateResult& result_of(const std::vector<harness::CandidateResult>& results,
                                          const std::string& model, const std::string& view) {
  for (const auto& result : results)
    if (result.candidate.model == model && result.candidate.view == view) return result;
  throw Bug(__FILE__, __LINE__, "the chosen model has a result");
}

/// One member fitted on the training rows for as many epochs as the folds took on average.
harness::Predictor::Member refit(Workflow& workflow, const harness::CandidateResult& result,
                                 const data::Fold& rows) {
  Framed& framed = workflow.framed();
  const harness::Candidate& candidate = result.candidate;
  harness::Predictor::Member member;
  member.kind = candidate.kind->choice.name;
  member.options = harness::options_text(candidate.options);
  auto prepared =
      harness::prepare_training(framed.ground, candidate.view, *candidate.view_options, rows);
  const data::Features& features = prepared.features(*candidate.kind);
  const data::Target& target = prepared.target(*candidate.kind);
  member.view = std::move(prepared.view);
  member.target = prepared.transform_of(*candidate.kind);
  member.problem = models::problem_of(target, features);
  member.model = candidate.kind->make(candidate.options.options.get(), member.problem);
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
  member.model->fit(features, target, context);
  return member;
}

harness::Predictor make_predictor(Workflow& workflow, const harness::LeaderboardRow& row) {
  const auto& results = workflow.improved();
  const Framed& framed = workflow.framed();
  data::Fold rows = framed.outer;
  if (workflow.project().present.refit == project::Refit::all) {
    rows.train.insert(rows.train.end(), rows.held_out.begin(), rows.held_out.end());
    std::sort(rows.train.begin(), rows.train.end());
  }
  harness::Predictor out;
  out.framing = framed.framing;
  out.title = row.model + " / " + row.view;
  const auto& chosen = result_of(results, row.model, row.view);
  if (chosen.candidate.kind) {
    out.members.push_back(refit(workflow, chosen, rows));
    return out;
  }
  out.ensemble = chosen.ensemble;
  for (const auto& [model, view, weight] : chosen.members) {
    out.members.push_back(refit(workflow, result_of(results, model, view), rows));
    out.members.back().weight = weight;
  }
  return out;
}

/// Opens the sealed rows if that is allowed: the first time, again with the same configuration, or
/// when asked for. Every opening is counted before a score is seen.
bool open_test_set(Workflow& workflow, report::Facts& facts) {
  const Framed& framed = workflow.framed();
  store::TestSetRegister openings(workflow.settings().runs / "test-sets.json");
  const auto before = openings.openings(framed.test_key);
  const std::string key = workflow.run_key();
  facts.test_openings = static_cast<int>(before.size());
  for (const auto& opening : before)
    if (opening.config_key == key) return true;
  if (!before.empty() && !workflow.settings().open_test) {
    facts.notes.push_back(fmt::format(
        "the test set stays sealed: it was opened {} before, and each further look makes its score "
        "less honest; open it with --open-test",
        before.size() == 1 ? "once" : fmt::format("{} times", before.size())));
    return false;
  }
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  openings.record({framed.test_key, key, workflow.project().project,
                   std::chrono::duration_cast<std::chrono::seconds>(now).count()});
  ++facts.test_openings;
  return true;
}

void score_test(Workflow& workflow, const harness::Predictor& predictor, report::Facts& facts,
                const store::RunFolder& folder) {
  const Framed& framed = workflow.framed();
  facts.test_score.reset();
  facts.test_metrics.clear();
  if (framed.outer.held_out.empty() || workflow.project().present.refit == project::Refit::all ||
      !open_test_set(workflow, facts))
    return;
  const auto predictions = predictor.predict(framed.outer.judged(framed.read.table));
  const auto truth = harness::subset(framed.target, framed.outer.held_out);
  for (const auto& [metric, score] : harness::score_all(truth, predictions)) {
    if (metric == framed.metric->name) facts.test_score = score;
    facts.test_metrics.emplace_back(metric, score);
  }
  const auto score_of = [&](std::span<const std::uint32_t> rows) {
    data::Predictions some(rows.size(), predictions.columns);
    for (std::size_t i = 0; i < rows.size(); ++i)
      std::copy_n(predictions.row(rows[i]).begin(), predictions.columns, some.row(i).begin());
    const auto picked = harness::subset(truth, rows);
    const metrics::Scored scored{picked.labels, picked.values, &some, picked.weights};
    return framed.metric->compute(scored);
  };
  facts.test_interval = statistics::bootstrap(truth.rows(), score_of,
                                              RandomKey(framed.ground.seed).with("test interval"));
  folder.write_text(facts.run, "predictions.csv",
                    predictions_csv(framed, framed.outer.held_out, predictions));
}

/// A score that was published on the given test set stands beside ours on the same rows.
void judge_published(const Framed& framed, report::Facts& facts) {
  if (!facts.published || facts.published->protocol != kGivenTest || !facts.test_score ||
      !framed.read.test_begin || facts.published->metric != framed.metric->name)
    return;
  auto& published = *facts.published;
  const bool is_inside =
      published.good >= facts.test_interval.low && published.good <= facts.test_interval.high;
  const bool is_better = framed.metric->greater_is_better == (*facts.test_score > published.good);
  const bool beats_naive = framed.metric->greater_is_better
                               ? facts.test_interval.low > published.naive
                               : facts.test_interval.high < published.naive;
  published.verdict = !beats_naive ? "below (not shown to be better than naive)"
                      : is_inside  ? "matches"
                      : is_better  ? "beats"
                                   : "below";
}

}  // namespace

std::filesystem::path present(Workflow& workflow) {
  workflow.improved();
  report::Facts& facts = workflow.facts();
  facts.config = workflow.resolved_config(false);
  facts.made_from = workflow.made_from();
  const auto& row = choose(workflow, facts);
  const auto predictor = make_predictor(workflow, row);
  const store::RunFolder& folder = workflow.folder();
  facts.run = workflow.ledger().open_run(workflow.run_key(), facts.config).number;
  score_test(workflow, predictor, facts, folder);
  judge_published(workflow.framed(), facts);
  const Archive model = predictor.save();
  facts.digest = results_digest(workflow, facts, model);
  folder.write_text(facts.run, "leaderboard.csv", leaderboard_csv(facts.leaderboard));
  folder.write_text(facts.run, "config.yaml", workflow.kept_config());
  folder.write_text(facts.run, "resolved.yaml", facts.config);
  store::write_model_file(folder.run_folder(facts.run) / "model.safetensors", model);
  folder.write_text(facts.run, "report.html", report::to_html(facts));
  folder.write_text(facts.run, "report.md", report::to_markdown(facts));
  folder.point_latest(facts.run);
  workflow.ledger().set_summary(facts.run, to_json(facts));
  return folder.run_folder(facts.run);
}

std::optional<report::Facts> finished_run(Workflow& workflow) {
  if (!std::filesystem::exists(workflow.folder().ledger_path())) return std::nullopt;
  const std::string key = workflow.run_key();
  for (const auto& run : workflow.ledger().runs()) {
    if (run.key != key || run.summary.empty()) continue;
    const auto folder = workflow.folder().run_folder(run.number);
    for (const char* file : {"model.safetensors", "report.html", "report.md", "leaderboard.csv"})
      if (!std::filesystem::exists(folder / file)) return std::nullopt;
    return facts_from_json(run.summary);
  }
  return std::nullopt;
}

}  // namespace dlflow::stages
