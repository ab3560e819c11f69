#pragma once

#include <span>

namespace dlflow::statistics {

/// A column has drifted when its stability index is above this beyond what chance gives: by custom,
/// below 0.1 means the same population and above 0.2 another.
/// Source: N. Siddiqi, Credit Risk Scorecards (2006), chapter 8.
inline constexpr double kDriftIndex = 0.2;
/// With fewer new rows nothing is said of drift.
inline constexpr std::size_t kFewestDriftRows = 50;

/// Population stability index of counts in the same B bins: sum (p - q) ln(p / q), with half a row
/// added to each bin so that an empty one counts without being infinite.
double stability_index(std::span<const double> before, std::span<const double> now);

/// What the index of two samples of one population stays below, but for one time in a thousand:
/// it is (1 / n + 1 / m) times a chi-squared number of B - 1 degrees of freedom.
/// Source: B. Yurdakul, Statistical properties of population stability index (2018).
double stability_by_chance(double before_rows, double now_rows, std::size_t bins);

}  // namespace dlflow::statistics
