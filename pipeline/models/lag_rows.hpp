#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "pipeline/data/features.hpp"
#include "pipeline/models/series/lag_pairs.hpp"

namespace dlflow::models {

inline constexpr std::size_t kNoRow = static_cast<std::size_t>(-1);

/// The steps of one time series among those learnt from, in the order of time.
struct SeriesRows {
  std::int32_t number = 0;  ///< see data::SeriesPlaces
  std::int64_t last_step = 0;
  std::vector<std::size_t> rows;  ///< kNoRow of a step without one
  std::vector<double> values;     ///< of the target; on a straight line across steps without a row
};

/// All series, by number. Rows that have no place are of one series, in their order.
std::vector<SeriesRows> series_rows(const data::Features& x, const data::Target& y);

/// What is kept of a series to predict from.
struct SeriesEnd {
  std::int64_t last_step = 0;
  RunningLevel level;
  std::vector<double> values;  ///< the last ones
};
SeriesEnd end_of(const LagPlan& plan, const SeriesRows& series);

/// Rows for a model that knows no time: the inputs of rows of a view, and behind the dense ones
/// what the past says of each.
struct LagInputs {
  std::vector<std::size_t> rows;  ///< of the view, in any order
  std::vector<float> values;      ///< names().size() of the plan for each row

  data::Features beside(const data::Features& x, const std::vector<std::string>& names) const;
};

/// Rows to learn from. The target is in units of each pair's scale, from its base; it has the
/// weight and the ties of the row that is predicted, and times where it had none.
struct LagTask {
  LagInputs inputs;
  data::Target target;
};
LagTask lag_task(const LagPlan& plan, const std::vector<SeriesRows>& series,
                 const std::vector<LagPair>& pairs, const data::Target& y);

}  // namespace dlflow::models
