#pragma once

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "core/base/random.hpp"
#include "pipeline/data/splits.hpp"
#include "pipeline/statistics/paired_tests.hpp"
#include "pipeline/statistics/ties.hpp"

/// Comparisons of models of which the truth is known, made over and over.
namespace simulation {

using namespace dlflow;

struct Design {
  std::size_t rows = 200;
  int folds = 10, repeats = 1;
  int models = 2;
};

using Scores = std::vector<std::vector<double>>;  ///< of each model, by fold

inline double score(const std::vector<double>& x, const std::vector<double>& y,
                    const data::Fold& fold) {
  double products = 0, squares = 0, errors = 0;
  for (const auto row : fold.train) {
    products += x[row] * y[row];
    squares += x[row] * x[row];
  }
  for (const auto row : fold.held_out) {
    const double error = y[row] - products / squares * x[row];
    errors += error * error;
  }
  return std::sqrt(errors / static_cast<double>(fold.held_out.size()));
}

/// Fold scores (rmse) of models that are worth the same: y is the sum of the columns and noise, and
/// each model fits a line through another column.
inline Scores equal_models(const Design& design, std::uint64_t run) {
  RandomStream stream(RandomKey(run).with("simulated rows"));
  std::vector<std::vector<double>> columns(static_cast<std::size_t>(design.models));
  std::vector<double> y;
  for (std::size_t row = 0; row < design.rows; ++row) {
    double sum = stream.normal();
    for (auto& column : columns) sum += column.emplace_back(stream.normal());
    y.push_back(sum);
  }
  std::vector<data::RowIndex> rows(design.rows);
  std::iota(rows.begin(), rows.end(), data::RowIndex{0});
  Scores out(columns.size());
  for (const auto& fold : data::k_folds(rows, {}, design.folds, design.repeats, run))
    for (std::size_t m = 0; m < columns.size(); ++m) out[m].push_back(score(columns[m], y, fold));
  return out;
}

/// As a leaderboard ranks them: the least error first.
inline void rank(Scores& scores) {
  std::ranges::stable_sort(scores, {}, [](const std::vector<double>& model) {
    return std::accumulate(model.begin(), model.end(), 0.0);
  });
}

inline bool are_one_tie(Scores scores, double share) {
  rank(scores);
  const auto groups = statistics::ties_of(scores, share).groups;
  return std::ranges::all_of(groups, [](const std::string& group) { return group == "a"; });
}

struct Outcome {
  double tied = 0;   ///< share of runs in which equal models are called a tie
  double found = 0;  ///< share in which a lead of 1.5 interval widths over all others is told
  double width = 0;  ///< mean width of the interval of the difference of two
};

inline Outcome simulate(const Design& design, int runs) {
  const double share = 1.0 / (design.folds - 1);
  Outcome out;
  std::vector<Scores> all;
  for (int run = 0; run < runs; ++run) {
    all.push_back(equal_models(design, static_cast<std::uint64_t>(run)));
    const auto d = statistics::paired_difference(all.back()[0], all.back()[1], share, false);
    out.width += (d.interval.high - d.interval.low) / runs;
    out.tied += (are_one_tie(all.back(), share) ? 1.0 : 0.0) / runs;
  }
  for (Scores& scores : all) {
    for (double& value : scores.front()) value -= 1.5 * out.width;
    const auto leader = scores.front();
    rank(scores);
    const auto groups = statistics::ties_of(scores, share).groups;
    const bool is_alone = std::ranges::count(groups, "a") == 1;
    out.found += (scores.front() == leader && is_alone ? 1.0 : 0.0) / runs;
  }
  return out;
}

}  // namespace simulation
