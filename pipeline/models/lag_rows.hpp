#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "pipeline/data/features.hpp"
#include "pipeline/models/series/lag_pairs.hpp"
#include "pipeline/models/series_rows.hpp"

namespace dlflow::models {

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
