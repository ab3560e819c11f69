#pragma once

namespace dlflow::statistics {

/// The level of every test and interval: one in twenty errs.
inline constexpr double kLevel = 0.05;

}  // namespace dlflow::statistics
