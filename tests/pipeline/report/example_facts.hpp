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
  return curve;
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
  facts.published = PublishedScore{"rmse", "a paper", "10 folds", 79000, 26000, 900, "matches"};
  facts.search = "random search, 20 trials of mlp";
  facts.trials = {{1, {{"hidden", "[64, 32]"}}, {27880, 25100, 30660}, ""},
                  {2, {{"hidden", "[512]"}}, {}, "loss became nan"}};
  facts.improvements = {"Tuning moved mlp by -310 (-1,900 to 1,280): cannot tell."};
  facts.chosen = "xgboost / codes";
  facts.chosen_reason = "simplest of tie a";
  facts.test_score = 25930;
  facts.test_interval = {25930, 23000, 29100};
  facts.test_metrics = {{"rmse", 25930}, {"mae", 17210}, {"r2", 0.89}};
  facts.test_openings = 1;
  facts.model_summary = {"layer   output   parameters", "dense   64       5,120"};
  facts.digest = "3f9a11";
  facts.version = "0.1.0";
  facts.config = "project: houses\ndefine:\n  target: price\n";
  facts.history = {"houses@1 -> houses@2: models.mlp.hidden [64, 32] -> [128, 64]"};
  return facts;
}

}  // namespace dlflow::report
