#pragma once

#include <cstddef>
#include <span>

namespace dlflow::metrics {

/// Mean error of the naive forecast within a series: of the value one season before.
struct NaiveError {
  double absolute;  ///< mean |y[t] - y[t - season]|
  double square;    ///< mean (y[t] - y[t - season])^2
};

/// values: of one series, one a step in the order of time, NaN where a step has none, so that the
/// means are over pairs of values; season >= 1, 1 being the step before. NaN where
/// there is nothing to scale by: no value has another one a season before it, or all equal it.
/// Source: R. Hyndman and A. Koehler, Another look at measures of forecast accuracy (2006).
NaiveError naive_error(std::span<const double> values, std::size_t season);

}  // namespace dlflow::metrics
