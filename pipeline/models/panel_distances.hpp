#pragma once

#include <cstddef>

namespace dlflow::models {

// Rows to compare with stand in panels (F, kLanes): column by column, one row in each lane.

inline constexpr std::size_t kLanes = 32;
/// Rows that are compared with a panel at once.
inline constexpr std::size_t kQueries = 6;

/// Some columns of some panels, and of kQueries rows.
struct PanelBlock {
  const float* panels;  ///< the first column of the first panel
  std::size_t panel_stride, count;
  const float* queries;  ///< the first column of the first row
  std::size_t query_stride, columns;
  float* out;  ///< (kQueries, count * kLanes), its rows out_stride apart
  std::size_t out_stride;
  bool is_first;  ///< overwrites what stands in `out`; else adds to it
};

/// Sums of (query - row)^2 over the columns of a block, each in float from 0 on.
void add_panel_distances(const PanelBlock& block);

}  // namespace dlflow::models
