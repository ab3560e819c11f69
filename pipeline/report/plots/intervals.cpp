#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "pipeline/report/numbers.hpp"
#include "pipeline/report/plots/plots.hpp"

namespace dlflow::report {

bool is_far_off(const harness::Leaderboard& board, const harness::LeaderboardRow& row) {
  constexpr double kMuch = 5;
  const auto best = std::ranges::find(board.rows, 1, &harness::LeaderboardRow::rank);
  if (best == board.rows.end() || best->rank == row.rank) return false;
  const double near = std::max(std::abs(board.naive - best->score.mean),
                               std::abs(best->score.high - best->score.low));
  return std::abs(row.score.mean - best->score.mean) > kMuch * near;
}

ScoreRange score_range(const harness::Leaderboard& board) {
  double low = INFINITY, high = -INFINITY;
  for (const auto& row : board.rows) {
    if (row.rank == 0 || is_far_off(board, row)) continue;
    for (const double value : {row.score.low, row.score.mean, row.score.high}) {
      if (!std::isfinite(value)) continue;
      low = std::min(low, value);
      high = std::max(high, value);
    }
  }
  if (!(low <= high)) low = high = board.naive;
  // A naive score far away would press the intervals that are to be compared into one spot.
  const double width = high - low;
  if (board.naive >= low - width && board.naive <= high + width) {
    low = std::min(low, board.naive);
    high = std::max(high, board.naive);
  }
  const double margin = 0.03 * (high - low);
  return {low - margin, high + margin};
}

Html interval_whisker(const harness::LeaderboardRow& row, const harness::Leaderboard& board,
                      const ScoreRange& range) {
  constexpr double width = 180, middle = 11;
  const Scale x(range.low, range.high, 4, width - 4);
  const std::string title =
      fmt::format("{} {} ({}); naive {}", board.metric, format_score(row.score.mean, board.metric),
                  format_interval(row.score.low, row.score.high, board.metric),
                  format_score(board.naive, board.metric));
  Svg svg(width, 2 * middle, title, "whisker");
  const auto is_inside = [&](double value) { return value >= range.low && value <= range.high; };
  if (is_inside(board.naive))
    svg.line({x(board.naive), 1}, {x(board.naive), 2 * middle - 1}, "naive");
  if (!is_inside(row.score.mean)) return svg.finish();
  const double low = x(row.score.low), high = x(row.score.high);
  svg.line({low, middle}, {high, middle}, "ink1");
  svg.line({low, middle - 4}, {low, middle + 4}, "ink1");
  svg.line({high, middle - 4}, {high, middle + 4}, "ink1");
  svg.circle({x(row.score.mean), middle}, 4, "fill1");
  return svg.finish();
}

}  // namespace dlflow::report
