#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "pipeline/report/plots/chart.hpp"
#include "pipeline/report/plots/plots.hpp"
#include "pipeline/report/words.hpp"

namespace dlflow::report {
namespace {

constexpr std::size_t kMostCurves = 12, kMostEpochs = 200, kMostRows = 20;

using Values = std::vector<double>;

/// The epochs that are drawn, from 0: all, or evenly spaced ones.
std::vector<std::size_t> epochs_of(std::size_t count, std::size_t most) {
  std::vector<std::size_t> all(count);
  for (std::size_t e = 0; e < count; ++e) all[e] = e;
  return statistics::thinned<std::size_t>(all, most);
}

Values at(const Values& values, const std::vector<std::size_t>& epochs) {
  Values out;
  for (const std::size_t e : epochs)
    if (e < values.size()) out.push_back(values[e]);
  return out;
}

/// The band of the folds and their mean.
void draw_set(Chart& chart, const Values& x, const std::vector<std::size_t>& epochs,
              const Values& mean, const Values& low, const Values& high, bool is_validation) {
  if (mean.empty()) return;
  const Literal band = is_validation ? Literal("band2") : Literal("band1");
  const Literal ink = is_validation ? Literal("ink2") : Literal("ink1");
  chart.svg().band(chart.line(x, at(low, epochs)), chart.line(x, at(high, epochs)), band);
  chart.svg().path(chart.line(x, at(mean, epochs)), ink);
  chart.legend(ink, is_validation ? "validation" : "training, with the band over folds");
}

/// The loss axis. One wild first epoch must not flatten the rest: the top is where the band starts
/// in the second epoch when the first is more than three times as high.
Axis loss_axis(const LearningCurve& curve) {
  Values all;
  double cap = INFINITY;
  const Values& high = curve.loss_high.size() > 1 ? curve.loss_high : curve.loss;
  if (high.size() > 1 && high[0] > 3 * high[1]) cap = 1.2 * high[1];
  for (const Values* values : {&curve.loss, &curve.loss_low, &curve.loss_high, &curve.validation,
                               &curve.validation_low, &curve.validation_high})
    for (const double value : *values)
      if (std::isfinite(value)) all.push_back(std::min(value, cap));
  return axis_over("loss (mean of the folds)", all);
}

void mark_best(Chart& chart, double epoch) {
  const double x = chart.at(epoch, 0).x;
  const bool is_late = x > chart.right() - 100;
  chart.svg().line({x, chart.top()}, {x, chart.bottom()}, "naive");
  chart.svg().text({x + (is_late ? -6 : 6), chart.top() + 14}, "best epoch",
                   is_late ? Anchor::end : Anchor::start, "tick");
}

Html draw(const LearningCurve& curve) {
  const auto epochs = epochs_of(curve.loss.size(), kMostEpochs);
  Values x;
  for (const std::size_t e : epochs) x.push_back(static_cast<double>(e + 1));
  Chart chart(Chart::Size::wide,
              fmt::format("loss of {} over {} epochs", curve.name, curve.loss.size()),
              {"epoch (passes over the training rows)", 1, static_cast<double>(curve.loss.size())},
              loss_axis(curve));
  draw_set(chart, x, epochs, curve.loss, curve.loss_low, curve.loss_high, false);
  draw_set(chart, x, epochs, curve.validation, curve.validation_low, curve.validation_high, true);
  const bool has_best = curve.best_epoch && !curve.validation.empty();
  if (has_best && *curve.best_epoch <= static_cast<double>(curve.loss.size()))
    mark_best(chart, *curve.best_epoch);
  return chart.finish();
}

DataTable table_of(const LearningCurve& curve) {
  DataTable table;
  table.headings = {{"epoch", true},
                    {"training", true},
                    {"lowest fold", true},
                    {"highest fold", true},
                    {"validation", true}};
  const auto text = [](const Values& values, std::size_t e) {
    return e < values.size() && std::isfinite(values[e]) ? fmt::format("{:.4g}", values[e])
                                                         : std::string("\u2013");
  };
  for (const std::size_t e : epochs_of(curve.loss.size(), kMostRows))
    table.rows.push_back({std::to_string(e + 1), text(curve.loss, e), text(curve.loss_low, e),
                          text(curve.loss_high, e), text(curve.validation, e)});
  return table;
}

std::string title_of(const LearningCurve& curve) {
  const double first = curve.loss.front(), last = curve.loss.back();
  std::string text =
      fmt::format("{}: the training loss goes from {:.3g} to {:.3g} in {}", curve.name, first, last,
                  counted(curve.loss.size(), "epoch", "epochs"));
  if (curve.best_epoch && !curve.validation.empty())
    text += fmt::format("; the best epoch is {:.0f} on average", *curve.best_epoch);
  return text;
}

std::vector<Figure> make(const Facts& facts) {
  std::vector<Figure> out;
  for (const LearningCurve& curve : facts.curves) {
    if (curve.loss.size() < 2 || out.size() >= kMostCurves) continue;
    Figure figure;
    figure.is_wide = true;
    figure.title = title_of(curve);
    figure.drawing = draw(curve);
    figure.table = table_of(curve);
    figure.remarks = curve.diagnosis;
    out.push_back(std::move(figure));
  }
  return out;
}

}  // namespace

PlotKind learning_curves() {
  return {"learning_curves", "Loss over the epochs, with the band over folds.", Part::training,
          make};
}

}  // namespace dlflow::report
