#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/random.hpp"
#include "pipeline/statistics/bootstrap.hpp"
#include "pipeline/statistics/comparison.hpp"

/// Two models on the same folds or rows: whether they differ, by how much, and whether that can be
/// told at all.
namespace dlflow::statistics {

/// a - b of each fold or row. Equal lengths.
std::vector<double> differences_of(std::span<const double> a, std::span<const double> b);

struct TestResult {
  double statistic = 0;
  double p = 1;  ///< two-sided
};

/// Wilcoxon's signed-rank test that paired differences lie around 0; the statistic is the smaller
/// of the two sums of ranks. Zeros are left out. Exact for at most 50 differences without zeros and
/// ties, else by the normal approximation with the variance corrected for ties (scipy's choice).
/// Nothing but zeros: p = 1. NaN when a difference is NaN.
/// Source: F. Wilcoxon, Individual comparisons by ranking methods (1945).
TestResult wilcoxon_signed_rank(std::span<const double> differences);

/// McNemar's test on one test set: `only_a` rows that a alone got right, `only_b` likewise. Exact:
/// the binomial of even chances, the statistic is the smaller count. Corrected: chi-square with
/// continuity correction, one degree of freedom. Without any such row: p = 1.
/// Source: Q. McNemar (1947); A. Edwards (1948) for the correction.
TestResult mcnemar_exact(std::size_t only_a, std::size_t only_b);
TestResult mcnemar_corrected(std::size_t only_a, std::size_t only_b);

/// p values of several tests, raised so that all of them together err at the level of one, in the
/// order given; NaN stays NaN and counts as no test.
/// Source: S. Holm, A simple sequentially rejective multiple test procedure (1979).
std::vector<double> holm(std::span<const double> p_values);

enum class Verdict { better, worse, cannot_tell };
/// "better", "worse", "cannot tell".
std::string_view words_of(Verdict verdict);

/// Of a score that differs by so much; "cannot tell" unless that is told from 0.
Verdict verdict_of(double difference, bool is_told, bool greater_is_better);

/// How a stands against b: the mean of a - b with its interval, in the unit of the scores.
struct Difference {
  Interval interval;
  double p = 1;
  Verdict verdict = Verdict::cannot_tell;  ///< of a; better or worse at p < 0.05 only
};

/// By the corrected resampled t-test over fold scores (equal lengths).
Difference paired_difference(std::span<const double> a, std::span<const double> b,
                             double test_share, bool greater_is_better);

/// The difference of two metrics over the same rows, each draw the same rows for both: percentiles
/// as bootstrap has them. The verdict asks whether 0 lies outside; there is no p value (NaN).
Difference bootstrap_difference(const RowUnits& units, const RowMetric& a, const RowMetric& b,
                                bool greater_is_better, RandomKey key, int resamples = 1000);

}  // namespace dlflow::statistics
