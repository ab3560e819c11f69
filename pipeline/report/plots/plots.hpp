#pragma once

#include "pipeline/report/facts.hpp"
#include "pipeline/report/plots/figure.hpp"
#include "pipeline/report/svg.hpp"

namespace dlflow::report {

/// The part of the report that a plot belongs to.
enum class Part { data, comparison, unseen, columns, training, search };

/// A kind of plot: what it draws of some facts, any number of figures.
struct PlotKind {
  std::string name, doc;
  Part part;
  std::vector<Figure> (*make)(const Facts&);
};

/// All plots, in the order of the report.
const std::vector<PlotKind>& plots();

// One function a kind, each in a file of its name. Without data it draws nothing.
PlotKind class_balance();
PlotKind fold_scores();
PlotKind cost();
PlotKind data_curve();
PlotKind confusion();
PlotKind roc();
PlotKind precision_recall();
PlotKind reliability();
PlotKind threshold_sweep();
PlotKind forecast();
PlotKind predicted_actual();
PlotKind residuals();
PlotKind worst_errors();
PlotKind importance();
PlotKind learning_curves();
PlotKind search_history();

/// Whether a score lies so far below the best one that it would press all others into one spot: by
/// more than five times what the naive score lies away, or the best one's interval is wide.
bool is_far_off(const harness::Leaderboard& board, const harness::LeaderboardRow& row);

/// Where the scores of the ranked rows lie, so that all share one axis, but those far off; with the
/// naive score when that is near.
struct ScoreRange {
  double low = 0, high = 1;
};
ScoreRange score_range(const harness::Leaderboard& board);

/// One row's interval as a whisker with its mean, and the naive score as a dashed line; what lies
/// outside the range is not drawn.
Html interval_whisker(const harness::LeaderboardRow& row, const harness::Leaderboard& board,
                      const ScoreRange& range);

}  // namespace dlflow::report
