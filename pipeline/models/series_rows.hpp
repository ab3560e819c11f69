#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "pipeline/data/features.hpp"

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

}  // namespace dlflow::models
