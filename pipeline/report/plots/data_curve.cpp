#include <fmt/format.h>

#include <cctype>

#include "core/base/text.hpp"
#include "pipeline/report/numbers.hpp"
#include "pipeline/report/plots/chart.hpp"
#include "pipeline/report/plots/plots.hpp"
#include "pipeline/report/words.hpp"

namespace dlflow::report {
namespace {

using Values = std::vector<double>;

Html draw(const DataCurve& curve, const harness::Leaderboard& board) {
  Values rows, mean, low, high, all;
  for (const DataPoint& point : curve.points) {
    if (!point.error.empty()) continue;
    rows.push_back(static_cast<double>(point.rows));
    mean.push_back(point.score.mean);
    low.push_back(point.score.low);
    high.push_back(point.score.high);
  }
  all.insert(all.end(), low.begin(), low.end());
  all.insert(all.end(), high.begin(), high.end());
  Chart chart(
      Chart::Size::small, fmt::format("score of {} over the rows it learnt from", curve.name),
      {"rows learnt from (mean of the folds)", 0, rows.back()},
      axis_over(
          fmt::format("{} ({} is better)", board.metric, board.greater_is_better ? "more" : "less"),
          all));
  chart.svg().band(chart.line(rows, low), chart.line(rows, high), "band1");
  chart.svg().path(chart.line(rows, mean), "ink1");
  for (const Point& point : chart.line(rows, mean)) chart.svg().circle(point, 4.5, "fill1");
  chart.legend("ink1", "mean, with its 95 % interval");
  return chart.finish();
}

std::vector<Figure> make(const Facts& facts) {
  if (!facts.data_curve) return {};
  const DataCurve& curve = *facts.data_curve;
  const auto& board = facts.leaderboard;
  Figure figure;
  figure.title = data_sentence(curve, board);
  figure.title.front() = static_cast<char>(std::toupper(figure.title.front()));
  figure.drawing = draw(curve, board);
  figure.table.headings = {
      {"share of the rows", true}, {"rows", true}, {board.metric, true}, {"95 % interval", true}};
  for (const DataPoint& point : curve.points)
    figure.table.rows.push_back(
        {format_percent(point.share), with_thousands(static_cast<long long>(point.rows)),
         point.error.empty() ? format_score(point.score.mean, board.metric)
                             : "failed: " + point.error,
         point.error.empty() ? format_interval(point.score.low, point.score.high, board.metric)
                             : ""});
  return {figure};
}

}  // namespace

PlotKind data_curve() {
  return {"data_curve", "Score over the rows learnt from.", Part::comparison, make};
}

}  // namespace dlflow::report
