#include <fmt/format.h>

#include <cmath>

#include "core/base/text.hpp"
#include "pipeline/report/plots/chart.hpp"
#include "pipeline/report/plots/plots.hpp"

namespace dlflow::report {
namespace {

using statistics::CalibrationBin;

bool is_off(const CalibrationBin& bin) {
  return bin.predicted < bin.observed_low || bin.predicted > bin.observed_high;
}

Html draw(const Judged& judged) {
  Chart chart(Chart::Size::small, "what came true over what was predicted",
              {"predicted probability", 0, 1}, {"share that came true, 95 % interval", 0, 1});
  chart.svg().line(chart.at(0, 0), chart.at(1, 1), "naive");
  std::vector<double> predicted, observed;
  for (const CalibrationBin& bin : judged.calibration) {
    predicted.push_back(bin.predicted);
    observed.push_back(bin.observed);
    chart.svg().line(chart.at(bin.predicted, bin.observed_low),
                     chart.at(bin.predicted, bin.observed_high), "thin1");
    chart.svg().circle(chart.at(bin.predicted, bin.observed), 4, "fill1");
  }
  chart.svg().path(chart.line(predicted, observed), "ink1");
  chart.legend("ink1", judged.rows_from);
  chart.legend("naive", "perfect");
  return chart.finish();
}

std::vector<Figure> make(const Facts& facts) {
  if (facts.judged.empty() || facts.judged[0].calibration.empty()) return {};
  const Judged& judged = facts.judged[0];
  std::size_t off = 0;
  Figure figure;
  figure.table.headings = {{"predicted from"},  {"to"},
                           {"rows", true},      {"mean", true},
                           {"came true", true}, {"95 % interval", true}};
  for (const CalibrationBin& bin : judged.calibration) {
    off += is_off(bin);
    figure.table.rows.push_back(
        {fmt::format("{:.1f}", bin.low), fmt::format("{:.1f}", bin.high),
         with_thousands(static_cast<long long>(bin.rows)), fmt::format("{:.3f}", bin.predicted),
         fmt::format("{:.3f}", bin.observed),
         fmt::format("{:.3f} to {:.3f}", bin.observed_low, bin.observed_high)});
  }
  figure.title = fmt::format(
      "Probabilities are off by {:.1f} points on average; {} of {} bins lie outside their interval",
      100 * judged.calibration_error, off, judged.calibration.size());
  figure.drawing = draw(judged);
  return {figure};
}

}  // namespace

PlotKind reliability() {
  return {"reliability", "Predicted probabilities against what came true.", Part::unseen, make};
}

}  // namespace dlflow::report
