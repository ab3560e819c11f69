#include "pipeline/harness/truth.hpp"

#include <cmath>
#include <map>

#include "core/metrics/naive_error.hpp"

namespace dlflow::harness {
namespace {

using data::RowIndex;

/// The naive error of each series that has a row among these, which ascend in time.
std::map<std::int32_t, metrics::NaiveError> naive_errors(const Ground& ground,
                                                         const std::vector<RowIndex>& rows) {
  std::map<std::int32_t, std::vector<double>> values;
  std::map<std::int32_t, std::int64_t> next;
  for (const RowIndex row : rows) {
    std::vector<double>& known = values[ground.series[row]];
    if (!known.empty() && !ground.steps.empty())
      known.resize(
          known.size() + static_cast<std::size_t>(ground.steps[row] - next[ground.series[row]]),
          std::nan(""));
    known.push_back(ground.target->values[row]);
    if (!ground.steps.empty()) next[ground.series[row]] = ground.steps[row] + 1;
  }
  std::map<std::int32_t, metrics::NaiveError> out;
  for (const auto& [series, learnt] : values)
    out[series] = metrics::naive_error(learnt, ground.season);
  return out;
}

}  // namespace

data::Target truth_of(const Ground& ground, const std::vector<RowIndex>& learnt_from,
                      std::span<const RowIndex> rows) {
  data::Target truth = ground.target->picked<data::RowIndex>(rows);
  if (ground.series.empty()) return truth;
  const auto errors = naive_errors(ground, learnt_from);
  const metrics::NaiveError none = metrics::naive_error({}, ground.season);
  for (const RowIndex row : rows) {
    const auto found = errors.find(ground.series[row]);
    const auto& error = found == errors.end() ? none : found->second;
    truth.series.push_back(ground.series[row]);
    truth.naive_absolute.push_back(error.absolute);
    truth.naive_square.push_back(error.square);
  }
  return truth;
}

data::Target truth_of(const Ground& ground, const data::Fold& fold) {
  return truth_of(ground, fold.train, fold.held_out);
}

}  // namespace dlflow::harness
