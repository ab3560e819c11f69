#include <fmt/format.h>

#include <cmath>

#include "core/base/text.hpp"
#include "pipeline/report/numbers.hpp"
#include "pipeline/report/plots/chart.hpp"
#include "pipeline/report/plots/plots.hpp"
#include "pipeline/report/words.hpp"

namespace dlflow::report {
namespace {

constexpr std::size_t kMost = 30;
constexpr double kShortest = 1e-4;  ///< seconds; below it clocks say little

using Rows = std::vector<const harness::LeaderboardRow*>;

double seconds_of(const harness::LeaderboardRow& row) {
  return std::max(kShortest, row.fit_seconds);
}

/// The cheapest of those that cannot be told apart from the best.
const harness::LeaderboardRow* cheapest(const Rows& rows) {
  const harness::LeaderboardRow* found = rows.front();
  for (const auto* row : rows)
    if (row->tie == rows.front()->tie && row->fit_seconds < found->fit_seconds) found = row;
  return found;
}

Html draw(const harness::Leaderboard& board, const Rows& rows) {
  std::vector<double> seconds, scores;
  for (const auto* row : rows) {
    seconds.push_back(seconds_of(*row));
    scores.push_back(row->score.mean);
  }
  Chart chart(Chart::Size::small, "score of each solution over the time its fit takes",
              axis_over("seconds to fit one fold", seconds, true),
              axis_over(fmt::format("{} ({} is better)", board.metric,
                                    board.greater_is_better ? "more" : "less"),
                        scores));
  for (const auto* row : rows) {
    const Point point = chart.at(seconds_of(*row), row->score.mean);
    chart.svg().circle(point, 4.5, "fill1");
    const bool is_late = point.x > chart.right() - 30;
    chart.svg().text({point.x + (is_late ? -8 : 8), point.y + 4}, std::to_string(row->rank),
                     is_late ? Anchor::end : Anchor::start, "tick");
  }
  chart.svg().text({64, 37}, "numbers are ranks of the leaderboard", Anchor::start, "tick");
  return chart.finish();
}

std::vector<Figure> make(const Facts& facts) {
  const auto& board = facts.leaderboard;
  Rows rows;
  for (const auto& row : board.rows)
    if (row.rank > 0 && rows.size() < kMost && std::isfinite(row.score.mean) &&
        !is_far_off(board, row))
      rows.push_back(&row);
  if (rows.size() < 2) return {};
  Figure figure;
  const auto* cheap = cheapest(rows);
  const std::string least = format_seconds(cheap->fit_seconds),
                    of_best = format_seconds(rows.front()->fit_seconds);
  figure.title = cheap == rows.front()
                     ? fmt::format("The best is also the cheapest of its tie: {} fits in {}",
                                   row_name(*cheap), least)
                 : least == of_best || rows.front()->fit_seconds < 2 * cheap->fit_seconds
                     ? fmt::format("The best is as cheap as any of its tie: {} fits in {}",
                                   row_name(*rows.front()), of_best)
                     : fmt::format("{} is tied with the best and fits in {} instead of {}",
                                   row_name(*cheap), least, of_best);
  figure.drawing = draw(board, rows);
  figure.table.headings = {{"rank", true},
                           {"solution"},
                           {board.metric, true},
                           {"fit", true},
                           {"predict, microseconds a row", true},
                           {"fitted numbers", true}};
  for (const auto* row : rows)
    figure.table.rows.push_back(
        {std::to_string(row->rank), row_name(*row), format_score(row->score.mean, board.metric),
         format_seconds(row->fit_seconds), fmt::format("{:.3g}", row->predict_microseconds),
         with_thousands(static_cast<long long>(row->parameters))});
  return {figure};
}

}  // namespace

PlotKind cost() { return {"cost", "Score over the time of a fit.", Part::comparison, make}; }

}  // namespace dlflow::report
