#pragma once

#include <algorithm>
#include <cstddef>

#include "core/kernels/recurrent/recurrent.hpp"

namespace dlflow::kernels::recurrent {

/// y += products + bias over rows (rows, columns); bias (columns) or null. Floats as vectors.
void add_rows(std::size_t rows, std::size_t columns, const float* products, const float* bias,
              float* y);
void add_rows(std::size_t rows, std::size_t columns, const double* products, const double* bias,
              double* y);

/// Units of a row that the vector loops of a cell take at once: what the widest vector holds.
constexpr std::size_t kLanes = 16;

/// Calls work(j, count) for the units of one row, kLanes at a time.
template <class Work>
inline __attribute__((always_inline)) void in_lanes(std::size_t units, const Work& work) {
  for (std::size_t j = 0; j < units; j += kLanes) work(j, std::min(kLanes, units - j));
}

/// A copy of at most kLanes values; behind them zeros.
struct Lanes {
  alignas(64) float at[kLanes];
};
inline __attribute__((always_inline)) Lanes take(const float* values, std::size_t count) {
  Lanes lanes;
  if (count == kLanes) {
#pragma GCC unroll 1
    for (std::size_t i = 0; i < kLanes; ++i) lanes.at[i] = values[i];
  } else {
#pragma GCC unroll 1
    for (std::size_t i = 0; i < kLanes; ++i) lanes.at[i] = 0;
    for (std::size_t i = 0; i < count; ++i) lanes.at[i] = values[i];
  }
  return lanes;
}
inline __attribute__((always_inline)) void put(const Lanes& lanes, std::size_t count,
                                               float* values) {
  if (count == kLanes)
#pragma GCC unroll 1
    for (std::size_t i = 0; i < kLanes; ++i) values[i] = lanes.at[i];
  else
    for (std::size_t i = 0; i < count; ++i) values[i] = lanes.at[i];
}

}  // namespace dlflow::kernels::recurrent
