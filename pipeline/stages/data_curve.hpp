#pragma once

#include "pipeline/stages/workflow.hpp"

namespace dlflow::stages {

/// Would more rows help? The model that would be presented, learnt from parts of the training rows
/// of each fold and from all, scored on the same held-out rows; nothing where the configuration
/// asks for none or no model has a score. Needs the leaderboard in the facts. Throws Stopped.
std::optional<report::DataCurve> data_curve(Workflow& workflow,
                                            const std::vector<harness::CandidateResult>& results);

}  // namespace dlflow::stages
