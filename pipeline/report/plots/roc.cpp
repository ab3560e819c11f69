#include <fmt/format.h>

#include "pipeline/report/plots/operating.hpp"
#include "pipeline/report/plots/plots.hpp"

namespace dlflow::report {
namespace {

std::vector<Figure> make(const Facts& facts) {
  CurvePlot plot;
  plot.drawing_title = "recall over the share of false alarms";
  plot.x = {"false alarms, share of the negative rows", 0, 1};
  plot.y = {"recall, share of the positive rows found", 0, 1};
  plot.x_of = statistics::fall_out_of;
  plot.y_of = statistics::recall_of;
  plot.guess = {{0, 0}, {1, 1}};
  plot.title = [](const Judged& judged) {
    return fmt::format(
        "ROC: a positive row is ranked above a negative one in {:.1f} % of pairs (area {:.3f})",
        100 * judged.roc_area, judged.roc_area);
  };
  return curve_figures(facts, plot);
}

}  // namespace

PlotKind roc() {
  return {"roc", "Recall over false alarms, for every threshold.", Part::unseen, make};
}

}  // namespace dlflow::report
