#include <fmt/format.h>

#include <cmath>

#include "core/base/text.hpp"
#include "pipeline/report/numbers.hpp"
#include "pipeline/report/plots/chart.hpp"
#include "pipeline/report/plots/plots.hpp"
#include "pipeline/report/words.hpp"

namespace dlflow::report {
namespace {

using Values = std::vector<double>;

constexpr std::size_t kMostDotted = 60;  ///< more would touch each other

Html draw(const Facts& facts, const Forecast& forecast) {
  Values past_steps, past, all = forecast.actual;
  for (const auto& [step, value] : forecast.past) {
    past_steps.push_back(step);
    past.push_back(value);
  }
  for (const Values& values : {past, forecast.predicted, forecast.low, forecast.high})
    all.insert(all.end(), values.begin(), values.end());
  Chart chart(Chart::Size::wide, "the end of the past, and the forecast of the test rows",
              {fmt::format("steps after {}, the last that was learnt from",
                           clipped(forecast.last_learnt, 30)),
               past_steps.empty() ? 0 : past_steps.front(), forecast.steps.back()},
              axis_over(clipped(facts.target, 40), all));
  Values truth_steps = forecast.steps, truth = forecast.actual;
  if (!past.empty()) {
    truth_steps.insert(truth_steps.begin(), past_steps.back());
    truth.insert(truth.begin(), past.back());
  }
  Svg& svg = chart.svg();
  svg.line({chart.at(0, 0).x, chart.top()}, {chart.at(0, 0).x, chart.bottom()}, "naive");
  svg.band(chart.line(forecast.steps, forecast.low), chart.line(forecast.steps, forecast.high),
           "band2");
  svg.path(chart.line(past_steps, past), "ink1");
  svg.path(chart.line(truth_steps, truth), "ink1");
  if (truth.size() <= kMostDotted)
    for (const Point& point : chart.line(forecast.steps, forecast.actual))
      svg.circle(point, 3, "fill1");
  svg.path(chart.line(forecast.steps, forecast.predicted), "ink2");
  chart.legend("ink1", "actual (dots: test rows)");
  chart.legend("ink2", forecast.low.empty() ? "forecast" : "forecast, with intervals of 90 %");
  return chart.finish();
}

std::string title_of(const Facts& facts, const Forecast& forecast) {
  const std::size_t rows = forecast.actual.size();
  std::size_t within = 0;
  for (std::size_t i = 0; i < forecast.low.size(); ++i)
    within += forecast.low[i] <= forecast.actual[i] && forecast.actual[i] <= forecast.high[i];
  const std::string whose = forecast.series.empty() ? "" : " of '" + forecast.series + "'";
  if (forecast.low.empty())
    return fmt::format("The forecast of '{}'{} over {}", facts.target, whose,
                       counted(rows, "test row", "test rows"));
  return fmt::format("Of {}{}, {} {} within the forecast's intervals of 90 %",
                     counted(rows, "test row", "test rows"), whose,
                     with_thousands(static_cast<long long>(within)), within == 1 ? "lies" : "lie");
}

std::vector<Figure> make(const Facts& facts) {
  std::vector<Figure> out;
  for (const Forecast& forecast : facts.forecasts) {
    if (forecast.actual.empty()) continue;
    const bool has_intervals = forecast.low.size() == forecast.actual.size();
    Figure figure;
    figure.is_wide = true;
    figure.title = title_of(facts, forecast);
    figure.drawing = draw(facts, forecast);
    figure.table.headings = {{"time", false}, {"actual", true}, {"forecast", true}};
    if (has_intervals) figure.table.headings.push_back({"90 % interval", true});
    for (std::size_t i = 0; i < forecast.actual.size(); ++i) {
      auto& row = figure.table.rows.emplace_back(
          std::vector<std::string>{forecast.times[i], format_score(forecast.actual[i], "value"),
                                   format_score(forecast.predicted[i], "value")});
      if (has_intervals) row.push_back(format_interval(forecast.low[i], forecast.high[i], "value"));
    }
    out.push_back(std::move(figure));
  }
  return out;
}

}  // namespace

PlotKind forecast() {
  return {"forecast", "The forecast of the test rows after the end of the past.", Part::unseen,
          make};
}

}  // namespace dlflow::report
