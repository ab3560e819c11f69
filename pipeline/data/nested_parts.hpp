#pragma once

#include "pipeline/data/group_splits.hpp"

/// Parts of the rows learnt from, to see what fewer rows would do: of one order of the rows or
/// groups each part takes the first, so that smaller parts lie within larger ones.
namespace dlflow::data {

/// `share` (0 to 1) of the rows, rounded up, each class in proportion and none left out while
/// there is room; drawn by the key. Ascending.
std::vector<RowIndex> nested_part(const std::vector<RowIndex>& rows, const SplitTarget& target,
                                  double share, const RandomKey& key);

/// Whole groups, drawn by the key until they hold at least `share` of the rows. Ascending.
std::vector<RowIndex> nested_groups(const std::vector<RowIndex>& rows, const SplitGroups& groups,
                                    double share, const RandomKey& key);

/// `share` of the rows, rounded up: the last ones.
std::vector<RowIndex> latest_part(const std::vector<RowIndex>& rows, double share);

}  // namespace dlflow::data
