#pragma once

#include <cmath>
#include <numeric>
#include <vector>

#include "core/base/random.hpp"
#include "pipeline/data/splits.hpp"
#include "pipeline/statistics/paired_tests.hpp"

/// Comparisons of two models of which the truth is known, made over and over.
namespace simulation {

using namespace dlflow;

struct Design {
  std::size_t rows = 200;
  int folds = 10, repeats = 1;
};

/// Fold scores (rmse) of two models that are worth the same: y = a + b + noise, where one model
/// fits a line through a, the other through b.
struct Scores {
  std::vector<double> a, b;
};

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

inline Scores equal_models(const Design& design, std::uint64_t run) {
  RandomStream stream(RandomKey(run).with("simulated rows"));
  std::vector<double> a, b, y;
  for (std::size_t row = 0; row < design.rows; ++row) {
    a.push_back(stream.normal());
    b.push_back(stream.normal());
    y.push_back(a[row] + b[row] + stream.normal());
  }
  std::vector<data::RowIndex> rows(design.rows);
  std::iota(rows.begin(), rows.end(), data::RowIndex{0});
  Scores out;
  for (const auto& fold : data::k_folds(rows, {}, design.folds, design.repeats, run)) {
    out.a.push_back(score(a, y, fold));
    out.b.push_back(score(b, y, fold));
  }
  return out;
}

struct Outcome {
  double tied = 0;   ///< share of runs in which equal models are called a tie
  double found = 0;  ///< share in which a lead of 1.5 interval widths is told, and rightly
  double width = 0;  ///< mean width of the interval of the difference
};

inline Outcome simulate(const Design& design, int runs) {
  const double share = 1.0 / (design.folds - 1);
  Outcome out;
  std::vector<Scores> all;
  for (int run = 0; run < runs; ++run) {
    all.push_back(equal_models(design, static_cast<std::uint64_t>(run)));
    const auto d = statistics::paired_difference(all.back().a, all.back().b, share, false);
    out.width += (d.interval.high - d.interval.low) / runs;
    const auto groups = statistics::tie_groups({all.back().a, all.back().b}, share);
    out.tied += (groups[0] == groups[1] ? 1.0 : 0.0) / runs;
  }
  for (Scores& scores : all) {
    for (double& value : scores.a) value -= 1.5 * out.width;
    const auto d = statistics::paired_difference(scores.a, scores.b, share, false);
    out.found += (d.verdict == statistics::Verdict::better ? 1.0 : 0.0) / runs;
  }
  return out;
}

}  // namespace simulation
