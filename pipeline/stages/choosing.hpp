#pragma once

#include <string>

#include "pipeline/harness/leaderboard.hpp"

namespace dlflow::stages {

/// The row of the leaderboard that present.model keeps: "simplest" (within a standard error of the
/// best), "best", or the best row of a model's name. nullptr when no such row has a score.
const harness::LeaderboardRow* chosen_of(const harness::Leaderboard& board,
                                         const std::string& wanted);

}  // namespace dlflow::stages
