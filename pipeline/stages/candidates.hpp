#pragma once

#include "pipeline/stages/workflow.hpp"

namespace dlflow::stages {

/// Baselines of the task on the first view, then every model on each of its views, in the order of
/// the configuration. Throws UserError (configuration) when a model names a view that is not there.
std::vector<harness::Candidate> candidates(Workflow& workflow);

/// One model on one view.
harness::Candidate candidate(const std::string& model, const schema::Chosen& chosen,
                             const std::pair<std::string, views::ViewOptions>& view);

/// The learning curve of a candidate over its folds, as far as half of them trained; empty without
/// epochs.
std::optional<report::LearningCurve> learning_curve(const harness::CandidateResult& result);

}  // namespace dlflow::stages
