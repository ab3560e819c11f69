#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "pipeline/views/transform.hpp"

/// What steps learn of the numbers of one column.
namespace dlflow::views {

/// Whether no value is missing or infinite.
bool all_finite(const std::vector<double>& values);

/// Leaves the values that are not missing, in their order.
void drop_missing(std::vector<double>& values);

/// As above, for a step that cannot be fitted without finite values. A column that has none is as
/// one with a single 0: it stays missing, whatever is learnt. Refuses an infinite value.
void require_values(std::vector<double>& values, const std::string& column,
                    const StepContext& context);

/// Refuses a missing value, for a step that needs one in every row.
void require_every_value(const std::vector<double>& values, const std::string& column,
                         const StepContext& context);

/// The smallest and the largest value that is not missing; infinity and -infinity without any.
struct Range {
  double low, high;
};
Range range_of(const ColumnValues& values);
/// As above; 0 to 0 for a column that has no value. Refuses an infinite one.
Range finite_range(const ColumnValues& values, const std::string& column,
                   const StepContext& context);

/// (value - shift) / scale as a product with 1 / scale; none where that is not normal.
std::optional<Scaling> scaling_of(double shift, double scale);
/// Writes (value - shift) / scale of each value, as such a product where there is one; `to` may be
/// `from`.
void shift_and_divide(std::span<const double> from, std::span<double> to, double shift,
                      double scale);

/// Count and mean of the values that are not missing.
struct Center {
  std::size_t count = 0;
  double mean = 0;
};
Center center_of(const ColumnValues& values);

/// Mean and population variance (divided by N).
struct Moments {
  std::size_t count = 0;
  double mean = 0, variance = 0;
  /// A variance that rounding alone can make counts as none (the rule of scikit-learn 1.2).
  bool is_constant() const;
};
/// Of the values that are not missing, read once: those of kFitPiece values each are joined, and
/// the rounding of their means is taken out of the variance again (Chan, Golub, LeVeque, 1983).
/// Pieces of that size give the bits of a list.
Moments moments(const ColumnValues& values);

/// A scale that can be divided by: 1 where it is no more than rounding (the rule of scikit-learn).
double usable_scale(double scale);

}  // namespace dlflow::views
