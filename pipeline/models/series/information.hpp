#pragma once

#include <cstddef>
#include <span>

namespace dlflow::models {

/// Squares that are not mere rounding of values of this size.
double above_rounding(double squares, std::span<const double> values);

/// The corrected criterion of Akaike: deviance + 2 k + 2 k (k + 1) / (N - k - 1), which is infinite
/// where N <= k + 1 or the deviance is not finite.
/// deviance: -2 log likelihood, but for what is alike in all models of the same N values.
/// count: k, the learnt numbers with the variance of the errors.
/// Source: K. P. Burnham and D. R. Anderson, Model selection and multimodel inference (2002), 2.4.
double aicc(double deviance, std::size_t values, std::size_t count);

/// The same of normal errors with this sum of squares, whose deviance is N log(squares / N).
double aicc_of_squares(double squares, std::span<const double> values, std::size_t count);

}  // namespace dlflow::models
