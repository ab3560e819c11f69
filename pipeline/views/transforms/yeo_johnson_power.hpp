#pragma once

#include <span>
#include <vector>

#include "core/graph/expression.hpp"

namespace dlflow::views {

/// The Yeo-Johnson power of x:
///
///   x >= 0   ((x + 1)^lambda - 1) / lambda,              log(x + 1) for lambda = 0
///   x <  0   -((1 - x)^(2 - lambda) - 1) / (2 - lambda), -log(1 - x) for lambda = 2
///
/// Source: Yeo, Johnson, A new family of power transformations (2000).
double yeo_johnson_power(double x, double lambda);

/// Writes the power of each value; `to` may be `from`.
void powers_of(std::span<const double> from, double lambda, std::span<double> to);

/// The same of values in a graph; `lambda` is a row beside them.
graph::Expression lowered_yeo_johnson(const graph::Expression& x, const graph::Expression& lambda);

/// The x of a power. Beyond what the power reaches it is infinite, with the sign of `power`.
double inverse_yeo_johnson_power(double power, double lambda);

/// The same of powers in a graph; infinite or NaN beyond what a power reaches.
graph::Expression lowered_inverse_yeo_johnson(const graph::Expression& power, double lambda);

/// The lambda under which the powers are most likely normal, by Brent's minimization from the
/// bracket (-2, 2), to 1.5e-8 relative; 1 for values that do not differ.
double best_yeo_johnson_lambda(const std::vector<double>& values);

}  // namespace dlflow::views
