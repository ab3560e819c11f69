#include <fmt/format.h>

#include "pipeline/report/plots/operating.hpp"
#include "pipeline/report/plots/plots.hpp"

namespace dlflow::report {
namespace {

/// The greatest precision at a recall of at least `recall`.
double precision_at(const Judged& judged, double recall) {
  double best = 0;
  for (const auto& point : judged.curve)
    if (statistics::recall_of(point) >= recall)
      best = std::max(best, statistics::precision_of(point));
  return best;
}

std::vector<Figure> make(const Facts& facts) {
  CurvePlot plot;
  plot.drawing_title = "precision over recall";
  plot.x = {"recall, share of the positive rows found", 0, 1};
  plot.y = {"precision, share of the found rows that are positive", 0, 1};
  plot.x_of = statistics::recall_of;
  plot.y_of = statistics::precision_of;
  const statistics::OperatingPoint first = facts.judged.empty() || facts.judged[0].curve.empty()
                                               ? statistics::OperatingPoint{}
                                               : facts.judged[0].curve.front();
  const double rows = first.false_negatives + first.true_negatives;
  const double positives = rows > 0 ? first.false_negatives / rows : 0;
  plot.guess = {{0, positives}, {1, positives}};
  plot.title = [](const Judged& judged) {
    return fmt::format(
        "To find four of five positive rows, precision falls to {:.2f} (average precision {:.3f})",
        precision_at(judged, 0.8), judged.average_precision);
  };
  return curve_figures(facts, plot);
}

}  // namespace

PlotKind precision_recall() {
  return {"precision_recall", "Precision over recall, for every threshold.", Part::unseen, make};
}

}  // namespace dlflow::report
