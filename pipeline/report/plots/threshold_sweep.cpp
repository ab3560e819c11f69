#include <fmt/format.h>

#include "pipeline/report/plots/operating.hpp"
#include "pipeline/report/plots/plots.hpp"

namespace dlflow::report {
namespace {

using statistics::OperatingPoint;

void draw_line(Chart& chart, const std::vector<OperatingPoint>& points,
               double (*value)(const OperatingPoint&), Literal style, std::string_view name) {
  std::vector<double> x, y;
  for (const OperatingPoint& point : points) {
    x.push_back(point.threshold);
    y.push_back(value(point));
  }
  chart.svg().path(chart.line(x, y), style);
  chart.legend(style, name);
}

std::vector<Figure> make(const Facts& facts) {
  if (facts.judged.empty() || facts.judged[0].sweep.size() < 2) return {};
  const auto& points = facts.judged[0].sweep;
  const OperatingPoint* best = &points.front();
  const OperatingPoint* half = &points.front();
  for (const OperatingPoint& point : points) {
    if (statistics::f1_of(point) > statistics::f1_of(*best)) best = &point;
    if (point.threshold <= 0.5) half = &point;
  }
  Chart chart(Chart::Size::small, "recall, precision and F1 over the threshold",
              {"threshold on the probability of the positive class", 0, 1}, {"share", 0, 1});
  draw_line(chart, points, statistics::recall_of, "ink1", "recall");
  draw_line(chart, points, statistics::precision_of, "ink2", "precision");
  draw_line(chart, points, statistics::f1_of, "ink3", "F1");
  chart.svg().line(chart.at(best->threshold, 0), chart.at(best->threshold, 1), "naive");
  Figure figure;
  figure.title = fmt::format(
      "F1 is greatest ({:.3f}) when rows above {:.2f} are called '{}'; at 0.50 it is {:.3f} ({}, "
      "looked at afterwards)",
      statistics::f1_of(*best), best->threshold, facts.positive, statistics::f1_of(*half),
      facts.judged[0].rows_from);
  figure.drawing = chart.finish();
  figure.table = operating_table(points);
  return {figure};
}

}  // namespace

PlotKind threshold_sweep() {
  return {"threshold_sweep", "Recall, precision and F1 over the threshold.", Part::unseen, make};
}

}  // namespace dlflow::report
