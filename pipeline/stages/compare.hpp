#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "pipeline/statistics/paired_tests.hpp"

namespace dlflow::stages {

/// One option that differs between two runs; an empty text where it is not there.
struct OptionChange {
  std::string path, from, to;
};

/// Run b beside run a: what was changed, and whether it helped.
struct RunComparison {
  std::string a, b;    ///< "houses@1 (ridge / standard)"
  std::string metric;  ///< of both
  double score_a = 0, score_b = 0;
  std::vector<OptionChange> changes;
  std::string not_comparable;         ///< why no difference is told; else empty
  statistics::Difference difference;  ///< of b against a, over the same folds
  std::string sentence;               ///< all of it in one line
};

/// Two finished runs, "houses@1" and "houses@2", from the ledgers below `runs`: the options that
/// differ, and the paired difference of the models they presented, where both were judged on the
/// same folds of the same rows by the same metric.
/// Throws UserError (usage) for a name of another form, or a project or run that is not there.
RunComparison compare_runs(const std::filesystem::path& runs, const std::string& a,
                           const std::string& b);

}  // namespace dlflow::stages
