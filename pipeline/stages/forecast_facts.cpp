#include "pipeline/stages/forecast_facts.hpp"

#include <algorithm>
#include <map>

#include "pipeline/harness/preparation.hpp"

namespace dlflow::stages {
namespace {

constexpr std::size_t kMostSeries = 4;
constexpr std::size_t kMostPast = 200, kLeastPast = 24;  ///< rows that are drawn
constexpr double kLevel = 0.9;

std::optional<double> half_width(const harness::ModelRecord& record, std::int64_t step) {
  return record.ahead.is_empty() ? record.conformal.threshold(kLevel)
                                 : record.ahead.half_width(kLevel, step);
}

std::string time_text(const Framed& framed, data::RowIndex row) {
  const std::string& time = framed.ground.time;
  return time.empty() ? std::to_string(row + 1) : framed.read.table.find(time)->text(row);
}

/// The past of a series, of which the last rows are kept: as many as say where it was going.
void add_past(const Framed& framed, std::int32_t series, report::Forecast& out) {
  std::vector<data::RowIndex> past;
  for (const data::RowIndex row : framed.outer.train)
    if (framed.ground.series[row] == series) past.push_back(row);
  const std::size_t wanted =
      std::max({kLeastPast, 3 * framed.ground.season, 2 * out.predicted.size()});
  const std::size_t kept = std::min({past.size(), wanted, kMostPast});
  if (past.empty()) return;
  out.last_learnt = time_text(framed, past.back());
  const std::int64_t end = framed.ground.steps[past.back()];
  for (std::size_t i = past.size() - kept; i < past.size(); ++i)
    out.past.emplace_back(static_cast<double>(framed.ground.steps[past[i]] - end),
                          framed.target.values[past[i]]);
}

}  // namespace

std::vector<report::Forecast> forecasts_of(const Framed& framed,
                                           const harness::Predictor& predictor,
                                           const data::Predictions& predictions) {
  std::vector<report::Forecast> out;
  if (framed.ground.series.empty()) return out;
  const auto& rows = framed.outer.held_out;
  const auto steps = harness::steps_ahead(framed.ground, framed.outer);
  const data::Column* group =
      framed.ground.group.empty() ? nullptr : framed.read.table.find(framed.ground.group);
  std::map<std::int32_t, std::size_t> place;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (steps[i] == 0) continue;
    const std::int32_t series = framed.ground.series[rows[i]];
    const auto [at, is_new] = place.emplace(series, out.size());
    if (is_new && out.size() == kMostSeries) {
      place.erase(at);
      continue;
    }
    if (is_new) out.emplace_back().series = group ? group->text(rows[i]) : "";
    report::Forecast& forecast = out[at->second];
    forecast.times.push_back(time_text(framed, rows[i]));
    forecast.steps.push_back(static_cast<double>(steps[i]));
    forecast.actual.push_back(framed.target.values[rows[i]]);
    forecast.predicted.push_back(predictions.row(i)[0]);
    if (const auto half = half_width(predictor.record, steps[i])) {
      forecast.low.push_back(predictions.row(i)[0] - *half);
      forecast.high.push_back(predictions.row(i)[0] + *half);
    }
  }
  for (const auto& [series, at] : place) add_past(framed, series, out[at]);
  return out;
}

}  // namespace dlflow::stages
