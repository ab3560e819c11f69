#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/stages/effects.hpp"
#include "pipeline/stages/test_set_comparison.hpp"

namespace dlflow::stages {

/// Run b beside run a: what was changed, and whether it helped.
struct RunComparison {
  std::string a, b;                ///< "houses@1 (ridge / standard)"
  std::string metric_a, metric_b;  ///< that each was judged by
  double score_a = 0, score_b = 0;
  std::vector<OptionChange> changes;
  Effects effects;
  std::optional<TestSetComparison> test_set;  ///< where both opened the same one
  bool is_same_run = false;
  std::string sentence;  ///< all of it in one line
};

/// Two finished runs, "houses@1" and "houses@2", from the ledgers below `runs`: the options that
/// differ, and the paired differences of the models they concern and of the presented ones, where
/// both were judged on the same folds of the same rows by the same metric.
/// Throws UserError (usage) for a name of another form, or a project or run that is not there.
RunComparison compare_runs(const std::filesystem::path& runs, const std::string& a,
                           const std::string& b);

}  // namespace dlflow::stages
