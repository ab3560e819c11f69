#include "pipeline/stages/choosing.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace dlflow::stages {
namespace {

/// What a model that is presented for being simple may lose to the best one: a standard error of
/// the best score. A tie alone can hold a poor model whose scores scatter. Source: Breiman,
/// Friedman, Olshen and Stone, Classification and Regression Trees (1984), 3.4.3. One that scores
/// below the naive guess is not near a best one that does not.
bool is_near_best(const harness::Leaderboard& board, const harness::LeaderboardRow& row) {
  const auto best = std::ranges::find(board.rows, 1, &harness::LeaderboardRow::rank);
  if (best == board.rows.end()) return true;
  if (row.gain && *row.gain < 0 && best->gain && *best->gain >= 0) return false;
  const double error = statistics::corrected_standard_error(best->fold_scores, board.test_share);
  return std::abs(row.score.mean - best->score.mean) <= error;
}

}  // namespace

const harness::LeaderboardRow* chosen_of(const harness::Leaderboard& board,
                                         const std::string& wanted) {
  const harness::LeaderboardRow* chosen = nullptr;
  for (const auto& row : board.rows) {
    // A baseline has no rank; it is presented for being asked for alone.
    if (row.is_baseline && wanted == row.model && !row.fold_scores.empty()) return &row;
    if (row.rank == 0) continue;
    if (wanted == "best" && row.rank == 1) chosen = &row;
    if (wanted == "simplest" && row.tie == "a" && is_near_best(board, row) &&
        (!chosen || std::tie(row.complexity, row.parameters, row.rank) <
                        std::tie(chosen->complexity, chosen->parameters, chosen->rank)))
      chosen = &row;
    if (wanted == row.model && (!chosen || row.rank < chosen->rank)) chosen = &row;
  }
  return chosen;
}

}  // namespace dlflow::stages
