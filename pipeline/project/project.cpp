#include "pipeline/project/project.hpp"

#include <fmt/format.h>

#include <array>

#include "core/base/text.hpp"
#include "pipeline/ensembles/ensemble.hpp"
#include "pipeline/models/model.hpp"
#include "pipeline/project/metric_names.hpp"
#include "pipeline/project/split_rules.hpp"

namespace dlflow::project {

void describe(schema::Object& o, Protocol& x) {
  o.field("folds", x.folds, "Folds of the cross-validation.").at_least(2);
  o.field("repeats", x.repeats, "Times the folds are dealt anew.").at_least(1);
}

void describe(schema::Object& o, Benchmark& x) {
  o.field("metric", x.metric, "Metric of the published score.").required();
  o.field("naive", x.naive, "Published score of a naive prediction.");
  o.field("good", x.good, "Published good score.").required();
  o.field("spread", x.spread, "Published standard deviation over folds.").at_least(0);
  o.field("protocol", x.protocol, "How the score was made.");
  o.field("source", x.source, "Where it was published.");
  o.check("metric", [&x] { return unknown_metric(x.metric); });
}

void describe(schema::Object& o, DefineOptions& x) {
  o.field("problem", x.problem, "The question, in one sentence; it heads the report.");
  o.field("motivation", x.motivation, "Why the answer matters.");
  o.field("assumptions", x.assumptions, "What is taken for granted about the data.");
  o.field("data", x.data, "Where the rows come from: a file, or a data set of the catalogue.");
  o.field("target", x.target,
          "The column that is predicted: a name; without a header also a number from 0, or -1 for "
          "the last.");
  o.field("positive", x.positive, "The class counted as positive in a binary task.")
      .default_is("the last in order");
  o.field("task", x.task, "What kind of answer is predicted.").default_is("follows the target");
  o.field("metric", x.metric,
          "The score that models are ranked by; `dlflow explain metrics` lists them.")
      .default_is("that of the benchmark, else follows the task");
  o.field("columns", x.columns, "Kinds and missing marks of single columns.");
  o.field(
      "group", x.group,
      "Column of rows that must stay together, such as a patient's. Where numbers are predicted "
      "over time each group is a series, and the column is an input.");
  o.field(
      "time", x.time,
      "Column of the time; rows stand in its order, and the past predicts. Dates are inputs too "
      "where numbers are predicted.");
  o.field(
       "season", x.season,
       "Steps of a series from one season to the next, such as 12 of months: where mase and rmsse "
       "find the naive forecast; 1: there are none.")
      .at_least(0)
      .default_is(
          "0: follows dates at equal steps of which there are two seasons: 12 of months, 4 of "
          "quarters, 7 of days, 24 of hours, 60 of minutes; else 1");
  o.field("weight", x.weight, "Column of weights: how much each row counts in fits and scores.");
  o.field("test", x.test, "The sealed test set.");
  o.field("benchmark", x.benchmark, "A published score to stand beside.");
  o.check("metric", [&x] { return unknown_metric(x.metric); });
}

void describe(schema::Object& o, PrepareOptions& x) {
  o.field("views", x.views, "Named ways to turn columns into features; each model sees each view.")
      .default_is(
          "standard, codes where there are categories, and balanced where the metric "
          "counts classes of unequal size alike");
  o.field("target_transform", x.target_transform,
          "What models learn in place of the target of a regression; their predictions go back "
          "before any score.");
}

void describe(schema::Object& o, LearningCurveOptions& x) {
  o.field("when", x.when,
          "auto is with the presets standard and thorough, and where shares are given.");
  o.field(
       "shares", x.shares,
       "Parts of the training rows of each fold, ascending; each costs that share of fitting the "
       "model on every fold.")
      .default_is("[0.25, 0.5]");
  o.scalar_form("when");
  o.list_form("shares");
  o.check("shares", [&x]() -> std::optional<std::string> {
    double before = 0;
    for (const double share : x.shares) {
      if (!(share > before && share < 1))
        return fmt::format(
            "the shares must ascend between 0 and 1, got {} after {}\nsuch as [0.25, 0.5]; all "
            "rows are always part of the curve",
            shortest(share), shortest(before));
      before = share;
    }
    return std::nullopt;
  });
}

void describe(schema::Object& o, EvaluateOptions& x) {
  o.field("preset", x.preset,
          "How thoroughly: folds x repeats 5 x 1, 10 x 1 or 10 x 3, and how many kinds of model.");
  o.field("cross_validation", x.cross_validation, "How scores are made.");
  o.named_kinds("models", x.models, models::model_choices(),
                "Models to compare, by name; baselines are always added.")
      .default_is("those that fit the task, more with a wider preset");
  o.field(
      "default_models", x.default_models,
      "Whether the models that are compared where none is named stand beside those of `models`, "
      "which change one by its name. `--set evaluate.models.ridge.alpha=3` says so by itself "
      "where none is named.");
  o.field("learning_curve", x.learning_curve,
          "Whether more rows would help: the model to present, fitted on parts of the training "
          "rows: auto, always, never, or a list of shares.");
  o.field("limit_seconds", x.limit_seconds,
          "Stop after this time, also within a fit, resumable (exit 75); 0 is no limit.")
      .at_least(0)
      .measured_in("seconds");
}

void describe(schema::Object& o, ImproveOptions& x) {
  o.field("tune", x.tune, "Searches over the options of models.");
  o.list_of("ensembles", x.ensembles, ensembles::ensemble_choices(),
            "Combinations of the models that are shown to beat naive, each on its best view.");
}

void describe(schema::Object& o, PresentOptions& x) {
  o.field(
      "model", x.model,
      "The model to keep: simplest (within a standard error of the best), best, or a name, also "
      "that of a baseline among the models.");
  o.field(
       "refit", x.refit,
       "Rows the kept model is fitted on: train, or all, those of the test set too; the test set "
       "is scored by a fit on the training rows either way.")
      .default_is("auto: all where numbers are predicted over time, else train");
  o.field("predict", x.predict,
          "A file of new rows to predict, into new-predictions.csv of the run.");
  o.field("export", x.exports, "Formats for other programs that the kept model is written in too.");
}

std::span<const std::string_view> names_of(Preset) {
  static constexpr std::array<std::string_view, 3> kNames = {"quick", "standard", "thorough"};
  return kNames;
}

std::span<const std::string_view> names_of(Refit) {
  static constexpr std::array<std::string_view, 3> kNames = {"auto", "train", "all"};
  return kNames;
}

std::span<const std::string_view> names_of(LearningCurveOptions::When) {
  static constexpr std::array<std::string_view, 3> kNames = {"auto", "always", "never"};
  return kNames;
}

Project::Project() {
  improve.ensembles = {schema::choose(ensembles::ensemble_choices(), "average")};
}

void describe(schema::Object& o, Project& x) {
  o.field("project", x.project, "Name of the project; its folder below runs/.").required();
  o.field("seed", x.seed, "Seed of every random number of the project.").at_least(0);
  o.field("define", x.define, "Stage 1: what is predicted, from which data, judged how.");
  o.field("prepare", x.prepare, "Stage 2: the views of the data.");
  o.field("evaluate", x.evaluate, "Stage 3: the models and how they are compared.");
  o.field("improve", x.improve, "Stage 4: tuning and ensembles.");
  o.field("present", x.present, "Stage 5: the model to keep, and its report.");
  for (const char* option :
       {"define.test.kind", "define.test.hash", "define.test.group", "define.test.gap"})
    o.check(option, [&x, option] { return test_against_roles(x.define, option); });
  o.check("define.season", [&x]() -> std::optional<std::string> {
    if (x.define.season <= 1 || is_over_time(x.define, x.evaluate)) return std::nullopt;
    return "a season is one of a time series\nwrite 'time: NAME' below define, or leave season out";
  });
  o.check("evaluate.cross_validation.kind",
          [&x] { return folds_against_roles(x.define, x.evaluate.cross_validation); });
}

Protocol protocol_of(const EvaluateOptions& options) {
  Protocol protocol{options.preset == Preset::quick ? 5 : 10,
                    options.preset == Preset::thorough ? 3 : 1};
  if (options.cross_validation.folds > 0) protocol.folds = options.cross_validation.folds;
  if (options.cross_validation.repeats > 0) protocol.repeats = options.cross_validation.repeats;
  return protocol;
}

std::vector<double> learning_curve_shares(const EvaluateOptions& options) {
  using When = LearningCurveOptions::When;
  const auto& [when, shares] = options.learning_curve;
  const bool is_on = when == When::always || (when == When::automatic &&
                                              (options.preset != Preset::quick || !shares.empty()));
  if (!is_on) return {};
  return shares.empty() ? std::vector<double>{0.25, 0.5} : shares;
}

Project load_project(const schema::Node& node) {
  Project project;
  auto table = schema::table(project);
  std::vector<dlflow::Problem> problems;
  schema::load(node, table, problems);
  if (!problems.empty()) throw UserError(ExitCode::configuration, std::move(problems));
  return project;
}

}  // namespace dlflow::project
