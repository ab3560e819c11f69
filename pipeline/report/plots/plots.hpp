#pragma once

#include "pipeline/report/facts.hpp"
#include "pipeline/report/svg.hpp"

namespace dlflow::report {

/// Where the scores of the ranked rows lie, so that all share one axis; with the naive score when
/// that is near.
struct ScoreRange {
  double low = 0, high = 1;
};
ScoreRange score_range(const harness::Leaderboard& board);

/// One row's interval as a whisker with its mean, and the naive score as a dashed line; what lies
/// outside the range is not drawn.
Html interval_whisker(const harness::LeaderboardRow& row, const harness::Leaderboard& board,
                      const ScoreRange& range);

/// Every fold's score of the ranked models, one line of dots a model. Empty without any.
Html fold_scores(const harness::Leaderboard& board);

/// Loss over the epochs: mean of the folds, and the band from the smallest to the largest.
/// Empty when the curve has fewer than two epochs.
Html learning_curve(const LearningCurve& curve);

/// Rows of each class (of a training or whole table) as bars. Empty without classes.
Html class_balance(const Facts& facts);

}  // namespace dlflow::report
