#pragma once

#include "pipeline/data/splits.hpp"

/// Cuts that never part rows which belong together: the rows of one patient, shop or speaker.
namespace dlflow::data {

/// The group of each row of a table.
struct SplitGroups {
  std::string column;
  std::vector<std::int32_t> of_row;  ///< index into names; -1 for rows without a group
  std::vector<std::string> names;
};

/// The groups that a column makes of the rows: one a value. Throws UserError (data) at a row
/// without a value.
SplitGroups groups_of(const Column& column, const std::vector<RowIndex>& rows);

/// A share of the groups held out, rounded up, at least one on each side; drawn by the key. Sizes
/// of scikit-learn's GroupShuffleSplit. Throws UserError (data) when there is one group only.
Fold hold_out_groups(const std::vector<RowIndex>& rows, const SplitGroups& groups, double share,
                     const RandomKey& key);

/// `draws` times a share of the groups held out anew. Drawn by (seed, "shuffle", draw).
std::vector<Fold> shuffled_groups(const std::vector<RowIndex>& rows, const SplitGroups& groups,
                                  int draws, double share, std::uint64_t seed);

/// The names of the groups that have rows on both sides of a cut.
std::vector<std::string> parted_groups(const Fold& fold, const SplitGroups& groups);

/// As many folds of whole groups as asked for, of whatever sizes: those of group_folds, the order
/// of equal groups shuffled by the key. There are as many groups as folds at least.
std::vector<Fold> deal_groups(const std::vector<RowIndex>& rows, const SplitTarget& target,
                              const SplitGroups& groups, std::size_t folds, const RandomKey& key);

/// The group with the most of some rows, of at least one.
struct LargestGroup {
  std::string name;
  std::size_t rows = 0;
};
LargestGroup largest_group(const std::vector<RowIndex>& rows, const SplitGroups& groups);
/// The most rows that one of equal folds has.
std::size_t rows_of_fold(std::size_t rows, std::size_t folds);

/// The most folds, `wanted` at most, that whole groups make no larger than equal ones; as many as
/// there are groups at most where the largest is larger than any; 0 of less than two groups.
int fitting_group_folds(const std::vector<RowIndex>& rows, const SplitGroups& groups, int wanted);

/// k folds of whole groups, `repeats` times: the largest group first to the fold with the fewest
/// rows (sizes of scikit-learn's GroupKFold), equal ones in the order shuffled by
/// (seed, "folds", repeat). When the target has classes, each group goes where the shares of the
/// classes then differ least between the folds (as StratifiedGroupKFold deals them).
/// A group with more rows than a fold makes one that is larger. Throws UserError (data) when there
/// are fewer groups than folds, or when such a group leaves a fold without rows to judge or, of
/// classes, with one alone to learn from.
std::vector<Fold> group_folds(const std::vector<RowIndex>& rows, const SplitTarget& target,
                              const SplitGroups& groups, int folds, int repeats,
                              std::uint64_t seed);

}  // namespace dlflow::data
