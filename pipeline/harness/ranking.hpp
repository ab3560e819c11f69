#pragma once

#include "core/metrics/metric.hpp"
#include "pipeline/harness/harness.hpp"
#include "pipeline/harness/leaderboard.hpp"

namespace dlflow::harness {

/// Ranks candidates by a metric: intervals and ties by the corrected resampled t-test on the same
/// folds, gain over the best baseline, the sentence in words, the optimism of the best.
/// Candidates without a kind (ensembles) count as more complex than any model.
Leaderboard rank(const std::vector<CandidateResult>& results, const metrics::MetricKind& metric,
                 std::uint64_t seed);

/// The share of the naive error that a score removes; what counts as error follows the metric:
/// the score itself, or its distance from 1. Empty when the naive error is 0.
std::optional<double> gain_over(double score, double naive, bool greater_is_better);

/// The corrected interval of the mean of scores on folds, within the range of the metric.
statistics::Interval interval_of(const std::vector<double>& scores, double test_share,
                                 const metrics::MetricKind& metric);

}  // namespace dlflow::harness
