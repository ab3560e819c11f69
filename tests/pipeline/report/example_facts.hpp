#pragma once

#include <cmath>
#include <string>

#include "pipeline/report/facts.hpp"

namespace dlflow::report {

inline harness::LeaderboardRow example_row(int rank, std::string model, std::string view,
                                           double mean, double half, std::string tie) {
  harness::LeaderboardRow row;
  row.rank = rank;
  row.model = std::move(model);
  row.view = std::move(view);
  row.score = {mean, mean - half, mean + half};
  for (int fold = 0; fold < 10; ++fold)
    row.fold_scores.push_back(mean + half * 0.7 * std::sin(1.7 * fold + rank));
  row.gain = (79400 - mean) / 79400;
  row.beats_naive = true;
  row.fit_seconds = 0.4 * rank;
  row.parameters = rank == 2 ? 9473 : 0;
  row.tie = std::move(tie);
  return row;
}

inline harness::Leaderboard example_leaderboard() {
  harness::Leaderboard board;
  board.metric = "rmse";
  board.greater_is_better = false;
  board.naive = 79400;
  board.naive_name = "naive (mean)";
  board.rows = {example_row(1, "xgboost", "codes", 26410, 2110, "a"),
                example_row(2, "mlp", "standard", 27880, 2780, "a"),
                example_row(3, "ridge", "standard", 31070, 4070, "b"),
                example_row(4, "nearest_neighbours", "standard", 38900, 5200, "c")};
  harness::LeaderboardRow naive = example_row(0, "naive (mean)", "", 79400, 0, "");
  naive.is_baseline = true;
  naive.gain.reset();
  harness::LeaderboardRow failed;
  failed.model = "deep";
  failed.view = "standard";
  failed.error = "loss became nan in epoch 3; last finite loss 812.4";
  board.rows.push_back(naive);
  board.rows.push_back(failed);
  board.in_words = "boosting and the network cannot be told apart; both beat every linear model";
  board.optimism = 410;
  board.compared = 18;
  return board;
}

inline DataCurve example_data_curve() {
  return {"xgboost / codes",
          {{0.25, 262, {31200, 28100, 34300}, ""},
           {0.5, 525, {28450, 26000, 30900}, ""},
           {1, 1050, {26410, 24300, 28520}, ""}},
          {2040, 410, 3670},
          0.012,
          "helps"};
}

inline LearningCurve example_curve() {
  LearningCurve curve;
  curve.name = "mlp / standard";
  for (int epoch = 1; epoch <= 60; ++epoch) {
    const double loss = 0.1 + 0.9 * std::exp(-epoch / 12.0);
    const double validation = 0.22 + 0.8 * std::exp(-epoch / 9.0) + 0.0012 * epoch;
    curve.loss.push_back(loss);
    curve.loss_low.push_back(loss * 0.9);
    curve.loss_high.push_back(loss * 1.1);
    curve.validation.push_back(validation);
    curve.validation_low.push_back(validation * 0.85);
    curve.validation_high.push_back(validation * 1.2);
  }
  curve.best_epoch = 38;
  curve.diagnosis = {{"It overfits a little", "dlflow train houses.yaml --set a=b"}};
  return curve;
}

/// Predictions of classes and of numbers at once, so that every plot has something to draw.
inline Forecast example_forecast() {
  Forecast out;
  out.last_learnt = "2020-12";
  for (int step = -23; step <= 12; ++step) {
    const double value = 180000 + 20000 * std::sin(0.52 * step) + 500 * step;
    if (step <= 0) {
      out.past.emplace_back(step, value);
      continue;
    }
    out.times.push_back("2021-" + std::to_string(step));
    out.steps.push_back(step);
    out.actual.push_back(value);
    out.predicted.push_back(value + 3000 * std::cos(1.9 * step));
    out.low.push_back(out.predicted.back() - 2500 - 500 * step);
    out.high.push_back(out.predicted.back() + 2500 + 500 * step);
  }
  return out;
}

inline Judged example_judged(std::string rows_from) {
  Judged judged;
  judged.rows_from = std::move(rows_from);
  judged.rows = 300;
  judged.confusion = {{150, 20, 5}, {18, 70, 7}, {4, 6, 20}};
  std::vector<std::int32_t> labels;
  std::vector<double> scores;
  for (int i = 0; i < 300; ++i) {
    labels.push_back(i * 7 % 10 < 4);
    scores.push_back(0.5 + 0.25 * std::sin(1.3 * i) + (labels.back() ? 0.2 : -0.2));
    const double actual = 20000 + 100.0 * (i * 37 % 300);
    judged.values.emplace_back(actual, actual + 4000 * std::sin(2.1 * i));
  }
  const auto curve = statistics::operating_points(labels, scores);
  judged.curve = statistics::thinned<statistics::OperatingPoint>(curve, 200);
  judged.sweep = statistics::threshold_sweep(curve, 50);
  judged.roc_area = statistics::roc_area(curve);
  judged.average_precision = statistics::average_precision(curve);
  judged.calibration = statistics::calibration(scores, labels);
  judged.calibration_error = statistics::calibration_error(judged.calibration);
  judged.residuals = {120, 2800, -4100, 90, 4200};
  judged.worst_columns = {"area", "street"};
  judged.worst = {{17, "42000", "3.9e+04", 3000, {"815", "Pave"}},
                  {230, "21000", "2.5e+04", 2900, {"1200", ""}}};
  return judged;
}

/// Made-up facts of a run in which every part of the report has something to say.
inline Facts example_facts() {
  Facts facts;
  facts.project = "houses";
  facts.run = 2;
  facts.problem = "What will a house sell for?";
  facts.data_source = "houses.csv";
  facts.task = "regression";
  facts.target = "price";
  facts.rows = 1460;
  facts.columns = 79;
  facts.notes = {"'Id' looks like an identifier (all values differ) and is left out"};
  facts.column_facts = {
      {"area", "number", "all values are numbers", 0, "334 to 5,642, mean 1,515"},
      {"frontage", "number", "all values are numbers", 259, "21 to 313, mean 70"},
      {"street", "category", "2 different texts", 0, "2 values; most often 'Pave' (100 %)"}};
  facts.class_counts = {{"cheap", 900}, {"dear", 460}, {"very dear", 100}};
  facts.training_rows = 1168;
  facts.test_rows = 292;
  facts.views = {{"standard", {"numbers: impute, standardize", "categories: one_hot"}},
                 {"codes", {"categories: ordinal"}}};
  facts.protocol = "10-fold cross-validation";
  facts.leaderboard = example_leaderboard();
  facts.curves = {example_curve()};
  facts.data_curve = example_data_curve();
  facts.published = PublishedScore{"rmse", "a paper", "10 folds", 79000, 26000, 900, "matches"};
  facts.search = "random search, 20 trials of mlp";
  facts.trials = {{1, "mlp", {{"hidden", "[64, 32]"}}, {27880, 25100, 30660}, ""},
                  {2, "mlp", {{"hidden", "[512]"}}, {}, "loss became nan"},
                  {3, "mlp", {{"hidden", "[32]"}}, {28100, 25300, 30900}, ""}};
  facts.improvements = {"Tuning moved mlp by -310 (-1,900 to 1,280): cannot tell."};
  facts.chosen = "xgboost / codes";
  facts.chosen_reason = "simplest within a standard error of the best";
  facts.test_score = 25930;
  facts.test_interval = {25930, 23000, 29100};
  facts.test_metrics = {{"rmse", 25930}, {"mae", 17210}, {"r2", 0.89}};
  facts.test_openings = 1;
  facts.model_summary = {"layer   output   parameters", "dense   64       5,120"};
  facts.digest = "3f9a11";
  facts.version = "0.1.0";
  facts.config = "project: houses\ndefine:\n  target: price\n";
  facts.forecasts = {example_forecast()};
  facts.judged = {example_judged("out-of-fold rows"), example_judged("test rows")};
  facts.importance = {{"area", {5200, 4100, 6300}}, {"street", {40, -90, 170}}};
  facts.importance_rows = "out-of-fold rows";
  using Kind = Contrast::Kind;
  facts.contrasts = {
      {Kind::view, "standard", "codes", {900, 200, 1600}, 3, "standardize"},
      {Kind::model, "xgboost / codes", "mlp / standard", {310, -1280, 1900}, 1, ""},
      {Kind::tuning, "mlp (tuned) / standard", "mlp / standard", {80, 10, 150}, 1, ""}};
  facts.history = {"against houses@1: models.mlp.hidden [64, 32] -> [128, 64]: cannot tell"};
  facts.runs = {{1, "mlp / standard", {28190, 25000, 31000}, {}, ""},
                {2,
                 "xgboost / codes",
                 {26410, 24300, 28520},
                 {"models.mlp.hidden [64, 32] -> [128, 64]"},
                 "rmse -310: cannot tell"}};
  facts.notes_by_author =
      "# What I saw\n\nHouses near the river\nare odd.\n\n- ask Ann\n- ask Bob\n";
  return facts;
}

}  // namespace dlflow::report
