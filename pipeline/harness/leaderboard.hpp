#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/statistics/comparison.hpp"

namespace dlflow::harness {

/// One model on one view under the harness; or an ensemble; or a failure, with its error.
struct LeaderboardRow {
  int rank = 0;  ///< from 1; 0 for a baseline, a failed or a skipped one
  std::string model, view;
  bool is_baseline = false;
  statistics::Interval score;                                 ///< of the metric, over folds
  std::vector<double> fold_scores;                            ///< by repeat, then fold
  std::vector<std::pair<std::string, double>> other_metrics;  ///< further metrics, means
  std::optional<double> gain;       ///< share of the naive error removed, or difference (see below)
  bool beats_naive = false;         ///< significantly, see statistics::differ_from
  double p_against_best = 1;        ///< raised for the number of models: statistics::ties_of
  double fit_seconds = 0;           ///< mean of a fold
  double predict_microseconds = 0;  ///< per row
  std::size_t parameters = 0;
  std::size_t model_bytes = 0;            ///< of what it saves, the largest of a fold
  std::optional<std::size_t> peak_bytes;  ///< while fitting, the largest of a fold
  int complexity = 0;
  std::string tie;      ///< "a", "b", ...
  std::string error;    ///< of a failed one
  std::string skipped;  ///< why it was not tried
};

/// All rows, best first; then baselines, then failed and skipped ones.
struct Leaderboard {
  std::string metric;
  bool greater_is_better = true;
  double test_share = 0;  ///< judged rows per row learnt from, for tests over the scores
  std::vector<LeaderboardRow> rows;
  double naive = 0;
  std::string naive_name;  ///< "naive (mean)"
  std::string in_words;    ///< "boosting and the network cannot be told apart; ..."
  double optimism = 0;     ///< expected optimism of the best of the models compared
  int compared = 0;
};

}  // namespace dlflow::harness
