#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/text.hpp"
#include "pipeline/report/numbers.hpp"
#include "pipeline/report/plots/plots.hpp"
#include "pipeline/report/words.hpp"

namespace dlflow::report {
namespace {

constexpr double kWidth = 720, kLeft = 210, kRight = 650, kTop = 12, kRowHeight = 30;
constexpr int kTicks = 6;
constexpr std::size_t kMost = 20;  ///< rows; more would not be read

using Rows = std::vector<const harness::LeaderboardRow*>;

Rows shown_rows(const harness::Leaderboard& board) {
  Rows rows;
  for (const auto& row : board.rows)
    if (row.rank > 0 && !row.fold_scores.empty() && rows.size() < kMost && !is_far_off(board, row))
      rows.push_back(&row);
  return rows;
}

Scale axis(const Rows& rows, double naive) {
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

/// Smallest, quartiles with linear interpolation, and greatest of the finite scores.
std::array<double, 5> quartiles(const std::vector<double>& scores) {
  std::vector<double> sorted;
  for (const double score : scores)
    if (std::isfinite(score)) sorted.push_back(score);
  std::sort(sorted.begin(), sorted.end());
  std::array<double, 5> out{};
  if (sorted.empty()) return out;
  for (std::size_t q = 0; q < 5; ++q) {
    const double at = static_cast<double>(q) / 4 * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(at);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    out[q] = sorted[below] + (at - static_cast<double>(below)) * (sorted[above] - sorted[below]);
  }
  return out;
}

void draw_box(Svg& svg, const harness::LeaderboardRow& row, const Scale& x, double y) {
  const auto q = quartiles(row.fold_scores);
  svg.line({x(q[0]), y}, {x(q[4]), y}, "thin1");
  svg.rectangle({x(q[1]), y - 8}, x(q[3]) - x(q[1]), 16, "box1");
  for (const double score : row.fold_scores)
    if (std::isfinite(score)) svg.circle({x(score), y}, 3, "dot1");
  svg.line({x(q[2]), y - 8}, {x(q[2]), y + 8}, "ink1");
  if (std::isfinite(row.score.mean))
    svg.line({x(row.score.mean), y - 11}, {x(row.score.mean), y + 11}, "mean");
}

/// A bracket beside neighbouring rows of one tie, with its letter.
void draw_ties(Svg& svg, const Rows& rows) {
  for (std::size_t first = 0; first < rows.size();) {
    std::size_t last = first;
    while (last + 1 < rows.size() && rows[last + 1]->tie == rows[first]->tie) ++last;
    const double top = kTop + kRowHeight * static_cast<double>(first) + 5;
    const double bottom = kTop + kRowHeight * static_cast<double>(last + 1) - 5;
    svg.line({kRight + 14, top}, {kRight + 14, bottom}, "axis");
    svg.text({kRight + 22, (top + bottom) / 2 + 4}, "tie " + rows[first]->tie, Anchor::start,
             "tick");
    first = last + 1;
  }
}

Html draw(const harness::Leaderboard& board, const Rows& rows) {
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
    draw_box(svg, *rows[i], x, y);
  }
  draw_ties(svg, rows);
  svg.text(
      {(kLeft + kRight) / 2, bottom + 36},
      fmt::format("{} ({} is better)", board.metric, board.greater_is_better ? "more" : "less"),
      Anchor::middle);
  return svg.finish();
}

std::vector<Figure> make(const Facts& facts) {
  const harness::Leaderboard& board = facts.leaderboard;
  const Rows rows = shown_rows(board);
  if (rows.empty()) return {};
  Figure figure;
  figure.is_wide = true;
  figure.title = fmt::format(
      "{} leads on average; boxes hold the middle half of the folds, bars are means, the dashed "
      "line is naive",
      row_name(*rows.front()));
  const auto far = std::ranges::count_if(
      board.rows, [&](const auto& row) { return row.rank > 0 && is_far_off(board, row); });
  if (far > 0)
    figure.title += "; " + counted(static_cast<std::size_t>(far), "solution is", "solutions are") +
                    " far off and left out";
  figure.drawing = draw(board, rows);
  figure.table.headings = {{"solution"},     {"tie"},           {"mean", true}, {"lowest", true},
                           {"median", true}, {"highest", true}, {"folds"}};
  const auto text = [&](double score) { return format_score(score, board.metric); };
  for (const auto* row : rows) {
    const auto q = quartiles(row->fold_scores);
    std::vector<std::string> folds;
    for (const double score : row->fold_scores) folds.push_back(text(score));
    figure.table.rows.push_back({row_name(*row), row->tie, text(row->score.mean), text(q[0]),
                                 text(q[2]), text(q[4]), join(folds, ", ")});
  }
  return {figure};
}

}  // namespace

PlotKind fold_scores() {
  return {"fold_scores", "The scores of every fold as boxes, with groups of ties.",
          Part::comparison, make};
}

}  // namespace dlflow::report
