#pragma once

#include <string>
#include <vector>

#include "pipeline/stages/workflow.hpp"

namespace dlflow::stages {

/// Throws UserError (configuration), at the option, when a model is tried on no view and an option
/// of its own is why: a layer that does not take what is before it, say.
void refuse_unsuited_options(const Workflow& workflow,
                             const std::vector<harness::CandidateResult>& results);

/// Sentences: what views met in the data, views that nothing can be made of, models that suit none
/// of their views. Frames the data and fits each view once, on all training rows. Throws as above,
/// and when no model is left.
std::vector<std::string> check_suitability(Workflow& workflow);

/// Throws UserError naming every model and why, when none was fitted.
void refuse_failures_alone(const Workflow& workflow,
                           const std::vector<harness::CandidateResult>& results);

/// Throws UserError (data) saying why, when no model that was fitted has a score.
void refuse_without_score(const Workflow& workflow, const harness::Leaderboard& board);

}  // namespace dlflow::stages
