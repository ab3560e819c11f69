#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "pipeline/views/transform.hpp"

/// What steps learn of the numbers of one column.
namespace dlflow::views {

/// The values that are not missing, in their order.
std::vector<double> present_values(const std::vector<double>& values);

/// As above, for a step that cannot be fitted without finite values. Refuses a column that has no
/// value, or an infinite one.
std::vector<double> required_values(const std::vector<double>& values, const std::string& column,
                                    const StepContext& context);

/// Mean and population variance (divided by N).
struct Moments {
  std::size_t count = 0;
  double mean = 0, variance = 0;
  /// A variance that rounding alone can make counts as none (the rule of scikit-learn 1.2).
  bool is_constant() const;
};
/// Of the values that are not missing; the rounding of the mean is taken out of the variance again
/// (Chan, Golub, LeVeque, 1983).
Moments moments(const std::vector<double>& values);

/// Sorts numbers that are not NaN; -0 becomes 0 where there are many. At most 2^32 of them.
void sort_numbers(std::vector<double>& values);

/// The value below which a share of sorted values lies, linear between neighbours (type 7 of
/// Hyndman and Fan, 1996). `sorted` must not be empty.
double quantile_of(const std::vector<double>& sorted, double share);

/// A scale that can be divided by: 1 where it is no more than rounding (the rule of scikit-learn).
double usable_scale(double scale);

}  // namespace dlflow::views
