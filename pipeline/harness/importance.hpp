#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/metrics/metric.hpp"
#include "pipeline/harness/harness.hpp"
#include "pipeline/harness/predictor.hpp"
#include "pipeline/statistics/comparison.hpp"

namespace dlflow::harness {

/// How much the score of unseen rows loses when the values of one column are shuffled among them.
struct ColumnImportance {
  std::string column;
  statistics::Interval loss;  ///< of the metric, over folds; above 0: the column helps
};

/// A candidate, its view and its model fitted on the training rows of a fold; with the
/// fit_context() of that fold it is the fit of `run`, to the same bits.
Predictor::Member fit_member(const Ground& ground, const Candidate& candidate,
                             const data::Fold& fold, const models::FitContext& context);

/// A solution to be measured: one candidate, or the members of an ensemble.
struct Solution {
  std::vector<Candidate> candidates;
  std::vector<double> weights;  ///< one a candidate
  std::string ensemble;         ///< kind of the ensemble; empty for a single candidate
};

/// The columns that can be measured in bounded time.
inline constexpr std::size_t kMostImportanceColumns = 100;

/// Permutation importance of every input, greatest first, ties by their order in the table.
///
/// The solution is fitted once more on the folds of the first repeat (at most ten), never on a row
/// that is then judged. Held-out rows are judged as they are and with one column shuffled, up to
/// five times; at most 500,000 predictions are made in all, for which rows of large folds are left
/// out evenly. Intervals are those of the corrected resampled t-test over folds. Each fold is a
/// unit of the ledger. The result depends neither on jobs nor on the time it takes.
/// REQUIRES: at most kMostImportanceColumns inputs.
/// Throws Stopped as `run` does; UserError when a fit fails.
/// Source: L. Breiman, Random forests (2001), section 10.
std::vector<ColumnImportance> permutation_importance(const Ground& ground, const Solution& solution,
                                                     const metrics::MetricKind& metric,
                                                     const Workers& workers);

}  // namespace dlflow::harness
