#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "pipeline/report/numbers.hpp"
#include "pipeline/report/plots/chart.hpp"
#include "pipeline/report/plots/plots.hpp"
#include "pipeline/report/words.hpp"

namespace dlflow::report {
namespace {

std::string text(double value) { return format_score(value, "value"); }

/// "its errors lean to neither side" or to one, judged by the standard error of their mean.
std::string lean(const Judged& judged) {
  const double error = judged.residuals.std / std::sqrt(static_cast<double>(judged.rows));
  if (std::abs(judged.residuals.mean) <= 2 * error) return "Errors lean to neither side";
  return judged.residuals.mean > 0 ? "Predictions are too high on average"
                                   : "Predictions are too low on average";
}

Html draw(const Facts& facts, const Judged& judged) {
  std::vector<double> predictions, differences;
  for (const auto& [actual, predicted] : judged.values) {
    predictions.push_back(predicted);
    differences.push_back(predicted - actual);
  }
  Chart chart(Chart::Size::small, "differences over predictions",
              axis_over("predicted " + clipped(facts.target, 30), predictions),
              axis_over("predicted less actual " + clipped(facts.target, 24), differences));
  for (std::size_t i = 0; i < predictions.size(); ++i)
    if (std::isfinite(predictions[i]) && std::isfinite(differences[i]))
      chart.svg().circle(chart.at(predictions[i], differences[i]), 3, "dot1");
  const Point zero = chart.at(0, 0);
  chart.svg().line({chart.left(), zero.y}, {chart.right(), zero.y}, "naive");
  chart.legend("naive", "no error");
  return chart.finish();
}

std::vector<Figure> make(const Facts& facts) {
  if (facts.judged.empty() || facts.judged[0].values.size() < 2) return {};
  const Judged& judged = facts.judged[0];
  const Residuals& r = judged.residuals;
  Figure figure;
  figure.title = fmt::format("{}: mean {}, standard deviation {} ({})", lean(judged), text(r.mean),
                             text(r.std), judged.rows_from);
  figure.drawing = draw(facts, judged);
  figure.table.headings = {{"rows"},      {"mean", true},   {"standard deviation", true},
                           {"5 %", true}, {"median", true}, {"95 %", true}};
  for (const Judged& one : facts.judged) {
    const Residuals& x = one.residuals;
    figure.table.rows.push_back({fmt::format("{} ({})", one.rows_from, one.rows), text(x.mean),
                                 text(x.std), text(x.low), text(x.median), text(x.high)});
  }
  return {figure};
}

}  // namespace

PlotKind residuals() {
  return {"residuals", "Differences of prediction and truth over predictions.", Part::unseen, make};
}

}  // namespace dlflow::report
