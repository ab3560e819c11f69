#pragma once

#include <string>
#include <utility>
#include <vector>

#include "pipeline/stages/workflow.hpp"

namespace dlflow::stages {

/// What the learning curve of a candidate shows, in words with its numbers, and for each the
/// command to try next (empty where there is none).
std::vector<std::pair<std::string, std::string>> diagnosis(const Workflow& workflow,
                                                           const Framed& framed,
                                                           const harness::CandidateResult& result,
                                                           const report::LearningCurve& curve);

}  // namespace dlflow::stages
