#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "core/base/thread_pool.hpp"

namespace dlflow::models {

/// A sum of squares to be made small.
struct LeastSquares {
  std::size_t residuals = 0;  ///< M
  /// Fills the residuals (M) at parameters (N).
  std::function<void(std::span<const double> x, std::span<double> residuals)> evaluate;
  int max_evaluations = 2000;
  const StopFlag* stop = nullptr;
};

/// Parameters (N) near `start` where the sum of squares has a minimum, or the best that the
/// evaluations allow; `start` where there are more parameters than residuals. A residual that is
/// not finite counts as a large one. Throws Stopped.
/// Source: J. J. More, The Levenberg-Marquardt algorithm: implementation and theory (1978).
std::vector<double> least_squares(const LeastSquares& problem, std::vector<double> start);

}  // namespace dlflow::models
