#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pipeline/stages/config_changes.hpp"
#include "pipeline/statistics/paired_tests.hpp"

/// What changes brought: the same models, or the chosen ones, on the same folds of two runs.
namespace dlflow::stages {

/// One solution of a run against one of an earlier run.
struct Effect {
  std::string before, after;  ///< "knn / standard"
  double score_before = 0, score_after = 0;
  statistics::Difference difference;  ///< of `after` against `before`
  double wilcoxon_p = 1;              ///< of the same differences
  std::size_t folds = 0;
  bool is_unchanged = false;  ///< every fold has the same score as before
};

struct Effects {
  std::string not_comparable;    ///< why nothing can be told; else empty
  std::vector<Effect> models;    ///< of changed options or views; best first, unmoved last
  std::optional<Effect> chosen;  ///< the presented solutions
};

Effects effects_of(const report::Facts& before, const report::Facts& after,
                   const std::vector<OptionChange>& changes);

/// "rmse -310 (-1,900 to 1,280): cannot tell", in the unit of the metric.
std::string difference_in_words(const Effect& effect, const std::string& metric);

/// All of them in a line: each model by its name, then the chosen solution and whether it is
/// another one.
std::string effects_in_words(const Effects& effects, const std::string& metric);

}  // namespace dlflow::stages
