#pragma once

#include <span>

namespace dlflow::statistics {

/// A mean with its 95 % interval.
struct Interval {
  double mean = 0, low = 0, high = 0;
};

/// The mean of fold scores with the interval of the corrected resampled t-test:
///
///   se = sqrt((1/J + n_test/n_train) s^2),   J scores, J - 1 degrees of freedom
///
/// test_share = n_test / n_train. One score: low = high = mean; none: all NaN.
/// Source: C. Nadeau, Y. Bengio, Inference for the generalization error (2003).
Interval corrected_interval(std::span<const double> scores, double test_share);
/// The `se` above; 0 for a single score.
double corrected_standard_error(std::span<const double> scores, double test_share);

/// The mean of paired differences divided by its standard error. Differences that are all equal: 0
/// when they are 0, else infinite. Fewer than two tell nothing: 0. NaN when one is NaN.
double corrected_t(std::span<const double> differences, double test_share);
/// Two-sided p value that their mean is 0, by the same test.
double corrected_t_test(std::span<const double> differences, double test_share);

/// The quantile of Student's t, p in (0, 1), degrees of freedom > 0; and its two-sided p value.
double student_t_quantile(double p, double degrees);
double student_t_two_sided(double t, double degrees);

}  // namespace dlflow::statistics
