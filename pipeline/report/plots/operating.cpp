#include "pipeline/report/plots/operating.hpp"

#include <fmt/format.h>

#include <cmath>

#include "core/base/text.hpp"

namespace dlflow::report {
namespace {

constexpr std::size_t kMostRows = 25;  ///< of the table

std::string count_text(double count) { return with_thousands(std::llround(count)); }

}  // namespace

std::vector<Figure> curve_figures(const Facts& facts, const CurvePlot& plot) {
  static constexpr Literal styles[] = {"ink1", "ink2"};
  std::vector<const Judged*> drawn;
  for (const Judged& judged : facts.judged)
    if (judged.curve.size() > 1 && std::isfinite(judged.roc_area) && drawn.size() < 2)
      drawn.push_back(&judged);
  if (drawn.empty()) return {};
  Chart chart(Chart::Size::small, plot.drawing_title, plot.x, plot.y);
  chart.svg().line(chart.at(plot.guess[0].first, plot.guess[0].second),
                   chart.at(plot.guess[1].first, plot.guess[1].second), "naive");
  for (std::size_t j = 0; j < drawn.size(); ++j) {
    std::vector<Point> points;
    for (const auto& point : drawn[j]->curve) {
      const double x = plot.x_of(point), y = plot.y_of(point);
      if (std::isfinite(x) && std::isfinite(y)) points.push_back(chart.at(x, y));
    }
    chart.svg().path(points, styles[j]);
    chart.legend(styles[j], drawn[j]->rows_from);
  }
  chart.legend("naive", "guess");
  Figure figure;
  figure.title = plot.title(*drawn.front());
  figure.drawing = chart.finish();
  figure.table = operating_table(drawn.front()->curve);
  return {figure};
}

DataTable operating_table(const std::vector<statistics::OperatingPoint>& points) {
  DataTable table;
  table.headings = {{"threshold", true},       {"true positives", true},
                    {"false positives", true}, {"true negatives", true},
                    {"false negatives", true}, {"recall", true},
                    {"precision", true},       {"F1", true}};
  const auto share = [](double value) {
    return std::isfinite(value) ? fmt::format("{:.3f}", value) : std::string("\u2013");
  };
  for (const auto& p : statistics::thinned<statistics::OperatingPoint>(points, kMostRows))
    table.rows.push_back({share(p.threshold), count_text(p.true_positives),
                          count_text(p.false_positives), count_text(p.true_negatives),
                          count_text(p.false_negatives), share(statistics::recall_of(p)),
                          share(statistics::precision_of(p)), share(statistics::f1_of(p))});
  return table;
}

}  // namespace dlflow::report
