#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/statistics/paired_tests.hpp"

/// Which of many models can be told apart.
namespace dlflow::statistics {

struct Ties {
  /// The best and all that cannot be told apart from it are "a"; of the rest likewise "b", and so
  /// on; after "z" comes "aa". A model with a NaN among its scores stands alone.
  std::vector<std::string> groups;
  std::vector<double> p_against_best;  ///< raised for the number of models; 1 for the best
  /// Likewise of each leader of a group against those that had no group then: {leader, model}.
  std::map<std::pair<std::size_t, std::size_t>, double> p_against_leader;
};

/// Compares the leader of each group with all that have none yet, by the corrected resampled t-test
/// on the same folds, at 5 %. The leader was chosen for its score, so it is compared as the best of
/// them all: with the farthest by the studentized range of all, with the next by that of those
/// left, and with the last as two models are. Of models that are worth the same, at most one in
/// twenty leaderboards tells two apart, however many models and repeats there are
/// (bench/comparisons); with fewer than five scores, Holm's correction over the leader's
/// comparisons takes the place of the range, which finds too much there. With more it would forget
/// the choice, and that over all pairs misses most real leads. scores[m] holds the fold scores of
/// model m (equal lengths); the order is best first.
///
/// Source: M. Keuls, The use of the "studentized range" in connection with an analysis of variance
/// (1952).
Ties ties_of(const std::vector<std::vector<double>>& scores, double test_share);

/// Two models of those that are ranked: first less other.
struct PairDifference {
  std::size_t a = 0, b = 0;
  Difference difference;
  double holm_p = 1;            ///< raised for all pairs
  std::optional<double> tie_p;  ///< what ties_of goes by, where it compares the two
};

/// Every pair of models, i < j, in order; as ties_of takes them, best first. The verdicts are those
/// of the ties where these compare the two, else they go by the p values of Holm.
std::vector<PairDifference> all_pairs(const std::vector<std::vector<double>>& scores,
                                      double test_share, bool greater_is_better);

/// For each model whether its scores differ from the baseline's, by the same test after Holm's
/// correction over the models.
std::vector<bool> differ_from(const std::vector<double>& baseline,
                              const std::vector<std::vector<double>>& scores, double test_share);

}  // namespace dlflow::statistics
