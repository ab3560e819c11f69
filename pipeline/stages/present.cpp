#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "core/base/text.hpp"
#include "pipeline/harness/importance.hpp"
#include "pipeline/harness/task_metrics.hpp"
#include "pipeline/harness/truth.hpp"
#include "pipeline/models/score.hpp"
#include "pipeline/project/split_rules.hpp"
#include "pipeline/stages/choosing.hpp"
#include "pipeline/stages/contrasts.hpp"
#include "pipeline/stages/facts_json.hpp"
#include "pipeline/stages/forecast_facts.hpp"
#include "pipeline/stages/history.hpp"
#include "pipeline/stages/judging.hpp"
#include "pipeline/stages/new_rows.hpp"
#include "pipeline/stages/opening.hpp"
#include "pipeline/stages/pair_text.hpp"
#include "pipeline/stages/published.hpp"
#include "pipeline/stages/refitting.hpp"
#include "pipeline/stages/run_texts.hpp"
#include "pipeline/stages/workflow.hpp"
#include "pipeline/statistics/bootstrap.hpp"
#include "pipeline/store/model_file.hpp"

namespace dlflow::stages {
namespace {

/// The row of the leaderboard that is kept, and why.
const harness::LeaderboardRow& choose(const Workflow& workflow, report::Facts& facts) {
  const std::string& wanted = workflow.project().present.model;
  const harness::LeaderboardRow* chosen = chosen_of(facts.leaderboard, wanted);
  std::vector<std::string> names = {"simplest", "best"};
  for (const auto& row : facts.leaderboard.rows)
    if (row.rank > 0) names.push_back(row.model);
  if (!chosen)
    throw workflow.at_option(UserError(ExitCode::configuration,
                                       "'" + wanted + "' has no score, so it cannot be presented",
                                       "one of: " + join(names, ", ")),
                             "present.model");
  facts.chosen = chosen->model + " / " + chosen->view;
  facts.chosen_reason = wanted == "simplest" ? "simplest within a standard error of the best"
                        : wanted == "best"   ? "the best"
                                             : "named in the configuration";
  return *chosen;
}

/// What the model is for other programs, by the name of the file.
std::vector<std::pair<std::string, std::string>> exports_of(const Workflow& workflow,
                                                            const harness::Predictor& predictor) {
  std::vector<std::pair<std::string, std::string>> out;
  try {
    for (const exporting::Format format : workflow.project().present.exports)
      out.emplace_back(exporting::file_name(format), exporting::exported(predictor, format));
  } catch (const UserError& error) {
    throw workflow.at_option(error, "present.export");
  }
  return out;
}

/// A column whose values are images or series: shuffling it would leave nothing to learn from, and
/// a cell cannot show it.
bool is_block(const data::Column& column) { return column.is_image() || column.is_series(); }

/// The columns shown beside single rows: those that matter most, or the first.
std::vector<std::string> shown_columns(const Framed& framed, const report::Facts& facts) {
  constexpr std::size_t most = 5;
  std::vector<std::string> out;
  // An image is known by its file.
  if (framed.read.table.has_kind(framed.inputs, data::ColumnKind::image)) out = framed.framing.ids;
  for (const auto& column : facts.importance)
    if (out.size() < most && column.loss.mean > 0) out.push_back(column.column);
  for (const std::string& name : framed.inputs)
    if (out.size() < most && !is_block(*framed.read.table.find(name)) &&
        std::find(out.begin(), out.end(), name) == out.end())
      out.push_back(name);
  return out;
}

/// The chosen solution as the harness can fit it again.
harness::Solution solution_of(Workflow& workflow, const harness::CandidateResult& chosen) {
  if (chosen.candidate.kind) return {{chosen.candidate}, {1.0}, ""};
  harness::Solution out;
  out.ensemble = chosen.ensemble;
  for (const auto& [model, view, weight] : chosen.members) {
    out.candidates.push_back(result_of(workflow.improved(), model, view).candidate);
    out.weights.push_back(weight);
  }
  return out;
}

/// What the columns are worth to the chosen solution, and why that was not measured.
void measure_importance(Workflow& workflow, const harness::CandidateResult& chosen,
                        report::Facts& facts) {
  Framed& framed = workflow.framed();
  facts.importance.clear();
  for (const std::string& name : framed.inputs)
    if (is_block(*framed.read.table.find(name))) {
      facts.importance_rows = "not measured: '" + name + "' is one block of values";
      return;
    }
  if (framed.inputs.size() == 1 && framed.read.table.find(framed.inputs.front())->is_text()) {
    facts.importance_rows = "not measured: '" + framed.inputs.front() + "' is the only column";
    return;
  }
  if (framed.inputs.size() > harness::kMostImportanceColumns) {
    facts.importance_rows =
        fmt::format("not measured: more than {} columns", harness::kMostImportanceColumns);
    return;
  }
  try {
    facts.importance = harness::permutation_importance(framed.ground, solution_of(workflow, chosen),
                                                       *framed.metric, workflow.workers("present"));
    facts.importance_rows = "out-of-fold rows";
  } catch (const UserError& e) {
    facts.importance_rows = "not measured: " + e.problems().front().message;
  }
  if (workflow.settings().observer) workflow.settings().observer->finish();
}

/// What is said of the chosen solution from rows that were never sealed.
void describe_chosen(Workflow& workflow, const harness::LeaderboardRow& row, report::Facts& facts) {
  const Framed& framed = workflow.framed();
  const auto& chosen = result_of(workflow.improved(), row.model, row.view);
  judge_published(framed, row, facts);
  facts.contrasts = contrasts(workflow, row);
  measure_importance(workflow, chosen, facts);
  facts.judged = {judge_folds(framed, chosen, shown_columns(framed, facts))};
}

/// How test rows are drawn for the interval of their score: those of a time or a group together,
/// unless these are too few to be drawn from.
statistics::RowUnits test_units(Workflow& workflow) {
  constexpr std::size_t kFewest = 5;
  const Framed& framed = workflow.framed();
  const auto& define = workflow.project().define;
  const bool are_times = !define.time.empty();
  const data::Column* column =
      framed.read.table.find(are_times ? define.time : project::group_of(define));
  if (!column) return statistics::RowUnits::single(framed.outer.held_out.size());
  std::vector<std::string> names;
  for (const data::RowIndex row : framed.outer.held_out) names.push_back(column->text(row));
  auto units =
      are_times ? statistics::RowUnits::at_times(names) : statistics::RowUnits::named(names);
  return units.rows.size() < kFewest ? statistics::RowUnits::single(names.size()) : units;
}

void score_test(Workflow& workflow, const harness::Predictor& predictor, report::Facts& facts,
                const store::RunFolder& folder) {
  const Framed& framed = workflow.framed();
  facts.test_score.reset();
  facts.test_metrics.clear();
  facts.forecasts.clear();
  if (framed.outer.held_out.empty() || !open_test_set(workflow, facts)) return;
  const auto predictions = predictor.predict(framed.outer.judged(framed.read.table));
  const auto truth = harness::truth_of(framed.ground, framed.outer);
  for (const auto& [metric, score] : harness::score_all(truth, predictions, framed.metric)) {
    if (metric == framed.metric->name)
      facts.test_score = score;
    else if (std::isnan(score))
      continue;  // not defined for these rows, such as a logarithm of what is below 0
    facts.test_metrics.emplace_back(metric, score);
  }
  const auto score_of = [&](std::span<const std::uint32_t> rows) {
    data::Predictions some(rows.size(), predictions.columns);
    for (std::size_t i = 0; i < rows.size(); ++i)
      std::copy_n(predictions.row(rows[i]).begin(), predictions.columns, some.row(i).begin());
    const auto picked = truth.picked<data::RowIndex>(rows);
    return models::score(*framed.metric, picked, some);
  };
  facts.test_interval = statistics::bootstrap(test_units(workflow), score_of,
                                              RandomKey(framed.ground.seed).with("test interval"));
  facts.forecasts = forecasts_of(framed, predictor, predictions);
  facts.judged.push_back(
      judge(framed, framed.outer.held_out, predictions, "test rows", shown_columns(framed, facts)));
  folder.write_text(facts.run, "predictions.csv",
                    predictions_csv(framed, workflow.project().define, predictions));
}

}  // namespace

std::filesystem::path present(Workflow& workflow) {
  workflow.improved();
  report::Facts& facts = workflow.facts();
  facts.config = workflow.resolved_config(false);
  facts.made_from = workflow.made_from();
  const auto& row = choose(workflow, facts);
  describe_chosen(workflow, row, facts);
  const Refitted fitted = refit(workflow, row);
  const harness::Predictor& kept = fitted.kept();
  const auto exports = exports_of(workflow, kept);
  const store::RunFolder& folder = workflow.folder();
  facts.run = workflow.ledger().open_run(workflow.run_key(), facts.config).number;
  facts.refit_rows = fitted.on_all ? workflow.framed().rows.size() : 0;
  score_test(workflow, fitted.on_training, facts, folder);
  judge_published(workflow.framed(), row, facts);
  const Archive model = kept.save();
  facts.digest = results_digest(workflow, facts, model);
  folder.write_text(facts.run, "leaderboard.csv", leaderboard_csv(facts.leaderboard));
  folder.write_text(facts.run, "pairs.csv", pairs_csv(facts.leaderboard));
  folder.write_text(facts.run, "config.yaml", workflow.kept_config());
  folder.write_text(facts.run, "resolved.yaml", facts.config);
  store::write_model_file(folder.run_folder(facts.run) / "model.safetensors", model);
  facts.exports.clear();
  for (const auto& [name, bytes] : exports) {
    folder.write_text(facts.run, name, bytes);
    facts.exports.push_back(name);
  }
  for (std::string& said : predict_new_rows(workflow, facts.run))
    facts.notes.push_back(std::move(said));
  tell_history(workflow, facts);
  write_report(folder, facts);
  folder.point_latest(facts.run);
  workflow.ledger().set_summary(facts.run, to_json(facts));
  return folder.run_folder(facts.run);
}

void write_report(const store::RunFolder& folder, report::Facts& facts) {
  facts.notes_by_author = notes_by_author(folder);
  folder.write_text(facts.run, "report.html", report::to_html(facts));
  folder.write_text(facts.run, "report.md", report::to_markdown(facts));
}

std::optional<report::Facts> stored_run(Workflow& workflow) {
  if (!std::filesystem::exists(workflow.folder().ledger_path())) return std::nullopt;
  const std::string key = workflow.run_key();
  for (const auto& run : workflow.ledger().runs())
    if (run.key == key && !run.summary.empty()) return facts_from_json(run.summary);
  return std::nullopt;
}

std::optional<report::Facts> finished_run(Workflow& workflow) {
  auto facts = stored_run(workflow);
  if (!facts) return std::nullopt;
  const auto folder = workflow.folder().run_folder(facts->run);
  for (const char* file :
       {"model.safetensors", "report.html", "report.md", "leaderboard.csv", "pairs.csv"})
    if (!std::filesystem::exists(folder / file)) return std::nullopt;
  for (const exporting::Format format : workflow.project().present.exports)
    if (!std::filesystem::exists(folder / exporting::file_name(format))) return std::nullopt;
  return facts;
}

}  // namespace dlflow::stages
