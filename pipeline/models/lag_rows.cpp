#include "pipeline/models/lag_rows.hpp"

#include <algorithm>
#include <optional>

namespace dlflow::models {

SeriesEnd end_of(const LagPlan& plan, const SeriesRows& series) {
  SeriesEnd out;
  out.last_step = series.last_step;
  for (const double value : series.values) out.level.add(value);
  const std::size_t kept = std::min(plan.kept(), series.values.size());
  out.values.assign(series.values.end() - static_cast<std::ptrdiff_t>(kept), series.values.end());
  return out;
}

data::Features LagInputs::beside(const data::Features& x,
                                 const std::vector<std::string>& names) const {
  data::Features out;
  out.rows = rows.size();
  out.missing = x.missing;
  out.dense_names = x.dense_names;
  out.dense_names.resize(x.dense.columns);
  out.dense_names.insert(out.dense_names.end(), names.begin(), names.end());
  out.dense = Matrix<float>(rows.size(), x.dense.columns + names.size());
  for (std::size_t n = 0; n < rows.size(); ++n) {
    const auto to = out.dense.row(n);
    if (x.dense.columns > 0) std::ranges::copy(x.dense.row(rows[n]), to.begin());
    std::ranges::copy(std::span(values).subspan(n * names.size(), names.size()),
                      to.begin() + static_cast<std::ptrdiff_t>(x.dense.columns));
  }
  for (const data::CodeColumn& column : x.codes) {
    data::CodeColumn& some = out.codes.emplace_back();
    some.name = column.name;
    some.cardinality = column.cardinality;
    for (const std::size_t row : rows) some.codes.push_back(column.codes[row]);
  }
  return out;
}

LagTask lag_task(const LagPlan& plan, const std::vector<SeriesRows>& series,
                 const std::vector<LagPair>& pairs, const data::Target& y) {
  LagTask out;
  const std::size_t width = plan.names().size();
  std::vector<double> targets;
  std::vector<std::uint32_t> steps;
  std::optional<LagOrigin> origin;
  RunningLevel level;
  const LagPair* before = nullptr;
  for (const LagPair& pair : pairs) {
    const std::vector<double>& values = series[pair.series].values;
    if (!before || before->series != pair.series) level = {};
    if (level.count < pair.known) {
      while (level.count < pair.known) level.add(values[level.count]);
      origin.emplace(plan, std::span(values).first(pair.known), level);
    }
    before = &pair;
    // Nothing tells what a change of a series that never changed is worth.
    if (origin->scale() == 0) continue;
    const std::size_t row = series[pair.series].rows[pair.target()];
    if (row == kNoRow) continue;
    out.inputs.rows.push_back(row);
    out.inputs.values.resize(out.inputs.values.size() + width);
    origin->write(pair.step, std::span(out.inputs.values).last(width));
    targets.push_back((values[pair.target()] - origin->base(pair.step)) / origin->scale());
    steps.push_back(static_cast<std::uint32_t>(pair.target()));
  }
  out.target = y.picked(std::span<const std::size_t>(out.inputs.rows));
  out.target.values = std::move(targets);
  if (out.target.ties.times.empty()) out.target.ties.times = std::move(steps);
  return out;
}

}  // namespace dlflow::models
