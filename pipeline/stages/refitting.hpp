#pragma once

#include <optional>
#include <string>

#include "pipeline/stages/workflow.hpp"

namespace dlflow::stages {

/// The chosen solution as it is scored on the test set, and as it is kept.
struct Refitted {
  harness::Predictor on_training;
  std::optional<harness::Predictor> on_all;  ///< where present.refit asks for it

  const harness::Predictor& kept() const { return on_all ? *on_all : on_training; }
};

/// The result of a model on a view. Throws Bug where there is none.
const harness::CandidateResult& result_of(const std::vector<harness::CandidateResult>& results,
                                          const std::string& model, const std::string& view);

/// Fits the solution of a row of the leaderboard on the training rows, and on all rows too where
/// that is asked for and there is a test set; with the same settings. Looks at no score.
Refitted refit(Workflow& workflow, const harness::LeaderboardRow& row);

}  // namespace dlflow::stages
