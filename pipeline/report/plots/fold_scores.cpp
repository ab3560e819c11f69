#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/text.hpp"
#include "pipeline/report/numbers.hpp"
#include "pipeline/report/plots/plots.hpp"
#include "pipeline/report/words.hpp"

namespace dlflow::report {
namespace {

constexpr double kWidth = 720, kLeft = 210, kRight = 700, kTop = 12, kRowHeight = 26;
constexpr int kTicks = 6;
constexpr std::size_t kMost = 12;  ///< rows; more would not be read

std::vector<const harness::LeaderboardRow*> shown_rows(const harness::Leaderboard& board) {
  std::vector<const harness::LeaderboardRow*> rows;
  for (const auto& row : board.rows)
    if (row.rank > 0 && !row.fold_scores.empty() && rows.size() < kMost) rows.push_back(&row);
  return rows;
}

Scale axis(const std::vector<const harness::LeaderboardRow*>& rows, double naive) {
  double low = naive, high = naive;
  for (const auto* row : rows)
    for (const double score : row->fold_scores) {
      if (!std::isfinite(score)) continue;
      low = std::min(low, score);
      high = std::max(high, score);
    }
  const double margin = 0.02 * (high - low);
  return {low - margin, high + margin, kLeft, kRight};
}

}  // namespace

Html fold_scores(const harness::Leaderboard& board) {
  const auto rows = shown_rows(board);
  if (rows.empty()) return {};
  const Scale x = axis(rows, board.naive);
  const double bottom = kTop + kRowHeight * static_cast<double>(rows.size());
  Svg svg(kWidth, bottom + 44, fmt::format("{} of every fold, one line a model", board.metric));
  for (const double tick : x.ticks(kTicks)) {
    svg.line({x(tick), kTop}, {x(tick), bottom}, "grid");
    svg.text({x(tick), bottom + 16}, x.tick_text(tick, kTicks), Anchor::middle, "tick");
  }
  svg.line({x(board.naive), kTop}, {x(board.naive), bottom}, "naive");
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const double y = kTop + kRowHeight * (static_cast<double>(i) + 0.5);
    svg.text({kLeft - 12, y + 4}, clipped(row_name(*rows[i]), 26), Anchor::end);
    for (const double score : rows[i]->fold_scores)
      if (std::isfinite(score)) svg.circle({x(score), y}, 4, "dot1");
    const double mean = x(rows[i]->score.mean);
    svg.line({mean, y - 9}, {mean, y + 9}, "ink2");
  }
  svg.text(
      {(kLeft + kRight) / 2, bottom + 36},
      fmt::format("{} ({} is better)", board.metric, board.greater_is_better ? "more" : "less"),
      Anchor::middle);
  return svg.finish();
}

}  // namespace dlflow::report
