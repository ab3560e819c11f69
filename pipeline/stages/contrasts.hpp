#pragma once

#include "pipeline/stages/workflow.hpp"

namespace dlflow::stages {

/// The paired differences worth a sentence: each view against the others, averaged over the models
/// tried on both; the chosen solution against the best row of other models; a tuned model against
/// itself before.
std::vector<report::Contrast> contrasts(Workflow& workflow, const harness::LeaderboardRow& chosen);

/// The gain of one list of fold scores over another on the same folds, above 0 when the first is
/// better, by the corrected resampled t-test. The lists have equal lengths.
statistics::Interval paired_gain(const std::vector<double>& first,
                                 const std::vector<double>& second, bool greater_is_better,
                                 double test_share);

}  // namespace dlflow::stages
