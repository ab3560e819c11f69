#pragma once

#include <cstddef>
#include <span>

#include "pipeline/statistics/paired_tests.hpp"

namespace dlflow::statistics {

/// Whether two forecasts lose alike: the test of Diebold and Mariano that the mean of
/// `differences`, of the losses of a less those of b in the order of time, is 0. Differences that
/// lie up to `lags` apart may depend on each other; their products are weighed as Newey and West
/// do, so that the variance is never below 0. With the correction for few rows of Harvey, Leybourne
/// and Newbold, and their t distribution; with 0 lags it is the paired t-test. lags < the number of
/// differences. Fewer than two, or all of them 0: p = 1. NaN when one is NaN. Source: F. Diebold,
/// R. Mariano, Comparing predictive accuracy (1995); D. Harvey, S. Leybourne, P. Newbold, Testing
/// the equality of prediction mean squared errors (1997); W. Newey, K. West (1987).
TestResult diebold_mariano(std::span<const double> differences, std::size_t lags);

/// The lags that are usual for so many losses in the order of time: the whole part of the cube
/// root.
std::size_t usual_lags(std::size_t count);

}  // namespace dlflow::statistics
