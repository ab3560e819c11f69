#pragma once

#include <string>
#include <vector>

/// Which of many models can be told apart.
namespace dlflow::statistics {

struct Ties {
  /// The best and all that cannot be told apart from it are "a"; of the rest likewise "b", and so
  /// on; after "z" comes "aa". A model with a NaN among its scores stands alone.
  std::vector<std::string> groups;
  std::vector<double> p_against_best;  ///< raised for the number of models; 1 for the best
};

/// Compares the leader of each group with all that have none yet, by the corrected resampled t-test
/// on the same folds, at 5 %. The leader was chosen for its score, so it is compared as the best of
/// them all: with the farthest by the studentized range of all, with the next by that of those
/// left, and with the last as two models are. Of models that are worth the same, at most one in
/// twenty leaderboards tells two apart, however many models and repeats there are
/// (bench/comparisons); Holm's correction over the leader's comparisons forgets the choice, that
/// over all pairs misses most real leads.
/// scores[m] holds the fold scores of model m (equal lengths); the order is best first.
///
/// Source: T. Ryan, Significance tests for multiple comparison of proportions, variances, and other
/// statistics (1960).
Ties ties_of(const std::vector<std::vector<double>>& scores, double test_share);

/// For each model whether its scores differ from the baseline's, by the same test after Holm's
/// correction over the models.
std::vector<bool> differ_from(const std::vector<double>& baseline,
                              const std::vector<std::vector<double>>& scores, double test_share);

}  // namespace dlflow::statistics
