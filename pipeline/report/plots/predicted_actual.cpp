#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/text.hpp"
#include "pipeline/report/numbers.hpp"
#include "pipeline/report/plots/chart.hpp"
#include "pipeline/report/plots/plots.hpp"
#include "pipeline/report/words.hpp"

namespace dlflow::report {
namespace {

constexpr std::size_t kMostRows = 25;

Html draw(const Facts& facts, const Judged& judged) {
  std::vector<double> all;
  for (const auto& [actual, predicted] : judged.values) {
    all.push_back(actual);
    all.push_back(predicted);
  }
  // One range for both axes, so that the diagonal is where a prediction is right.
  const Axis x = axis_over("actual " + clipped(facts.target, 30), all);
  Axis y = x;
  y.label = "predicted " + clipped(facts.target, 30);
  Chart chart(Chart::Size::small, "predictions over the truth", x, y);
  chart.svg().line(chart.at(x.low, x.low), chart.at(x.high, x.high), "naive");
  for (const auto& [actual, predicted] : judged.values)
    if (std::isfinite(actual) && std::isfinite(predicted))
      chart.svg().circle(chart.at(actual, predicted), 3, "dot1");
  chart.legend("naive", "right");
  return chart.finish();
}

std::vector<Figure> make(const Facts& facts) {
  std::vector<Figure> out;
  for (const Judged& judged : facts.judged) {
    if (judged.values.size() < 2) continue;
    Figure figure;
    figure.title = fmt::format(
        "Nine of ten predictions are between {} and {} off the truth ({} {}{})",
        format_score(judged.residuals.low, "error"), format_score(judged.residuals.high, "error"),
        with_thousands(static_cast<long long>(judged.rows)), judged.rows_from,
        judged.values.size() < judged.rows ? fmt::format(", {} are drawn", judged.values.size())
                                           : "");
    figure.drawing = draw(facts, judged);
    figure.table.headings = {{"actual", true}, {"predicted", true}, {"difference", true}};
    for (const auto& [actual, predicted] :
         statistics::thinned<std::pair<double, double>>(judged.values, kMostRows))
      figure.table.rows.push_back({format_score(actual, "value"), format_score(predicted, "value"),
                                   format_score(predicted - actual, "value")});
    out.push_back(std::move(figure));
  }
  return out;
}

}  // namespace

PlotKind predicted_actual() {
  return {"predicted_actual", "Predictions against the truth.", Part::unseen, make};
}

}  // namespace dlflow::report
