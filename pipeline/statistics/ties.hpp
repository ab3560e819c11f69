#pragma once

#include <string>
#include <vector>

/// Which of many models can be told apart.
namespace dlflow::statistics {

struct Ties {
  /// The best and all that cannot be told apart from it are "a"; of the rest likewise "b", and so
  /// on; after "z" comes "aa". A model with a NaN among its scores stands alone.
  std::vector<std::string> groups;
  std::vector<double> p_against_best;  ///< after Holm; 1 for the best
};

/// Compares the leader of each group with all that have none yet, by the corrected resampled t-test
/// on the same folds, at 5 % after Holm's correction over these comparisons. Of models that are
/// worth the same, at most about one in twenty leaderboards tells two apart, however many there
/// are (bench/comparisons); a correction over all pairs would miss most real leads.
/// scores[m] holds the fold scores of model m (equal lengths); the order is best first.
Ties ties_of(const std::vector<std::vector<double>>& scores, double test_share);

/// For each model whether its scores differ from the baseline's, by the same test after Holm's
/// correction over the models.
std::vector<bool> differ_from(const std::vector<double>& baseline,
                              const std::vector<std::vector<double>>& scores, double test_share);

}  // namespace dlflow::statistics
