#pragma once

#include <cstddef>
#include <vector>

/// Sorted columns, and what is read from them.
namespace dlflow::views {

/// Sorts numbers that are not NaN; -0 becomes 0 where there are many. At most 2^32 of them.
void sort_numbers(std::vector<double>& values);

/// Puts those values in their places of the sorted list that quantile_of reads for these shares;
/// what stands elsewhere is lost. Takes what sort_numbers takes, in less time.
void order_at_shares(std::vector<double>& values, const std::vector<double>& shares);

/// The value below which a share of sorted values lies, linear between neighbours (type 7 of
/// Hyndman and Fan, 1996). `sorted` must not be empty.
double quantile_of(const std::vector<double>& sorted, double share);

}  // namespace dlflow::views
