#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "core/base/random.hpp"
#include "pipeline/models/series/lag_inputs.hpp"

namespace dlflow::models {

/// A value to learn, and where it is learnt from: the first `known` values of a series are known,
/// and the value is `step` >= 1 after the last of them.
struct LagPair {
  std::size_t series = 0, known = 0, step = 1;

  std::size_t target() const { return known + step - 1; }
};

/// Pairs of series of these lengths that follow `needed` values or more and are from `first` to
/// `last` steps ahead, by series, point in time and steps. Where there are more than `most`, that
/// many of them: one by chance from each of as many stretches of equal length.
std::vector<LagPair> lag_pairs(std::span<const std::size_t> lengths, std::size_t needed,
                               std::size_t first, std::size_t last, std::size_t most,
                               RandomKey key);

/// What is asked for and what the plan of a model follows from.
struct LagWish {
  std::vector<std::size_t> lags;                    ///< empty: by season and length
  std::optional<std::vector<std::size_t>> windows;  ///< none: the same
  bool has_base = false;  ///< else the base is found by tests of the series
  LagBase base = LagBase::last;
  std::size_t season = 1;
  std::size_t horizon = 1;  ///< cut to what the longest series can show
};

/// The plan for these series. Seasons are taken to repeat where most of the series that last three
/// of them have strong ones, or none does; a series has a level by the test of Kwiatkowski,
/// Phillips, Schmidt and Shin.
LagPlan plan_lags(const LagWish& wish, std::span<const std::vector<double>> series);

}  // namespace dlflow::models
