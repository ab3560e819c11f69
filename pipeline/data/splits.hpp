#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "pipeline/data/table.hpp"

namespace dlflow::data {

/// One cut of rows into a part to learn from and a part to be judged on.
class Fold {
 public:
  int repeat = 0, number = 0;      ///< from 0
  std::vector<RowIndex> train;     ///< ascending
  std::vector<RowIndex> held_out;  ///< ascending; empty for a refit on all of `train`

  /// The rows a step may be fitted on.
  TrainingRows training(const Table& table) const { return {table, train}; }
  Rows judged(const Table& table) const { return {&table, held_out}; }
};

/// What a split needs to know of the target: a class per row of the table, or empty for numbers.
struct SplitTarget {
  std::vector<std::int32_t> classes;
  int class_count = 0;
  std::vector<std::string> labels;  ///< names of the classes, for messages
};

/// `share` (below 1) of the rows held out; at least one row on each side. Stratified by class when
/// the target has classes. Rows are drawn by (seed, "test").
/// Throws UserError (data) when a side would be empty.
Fold hold_out(const std::vector<RowIndex>& rows, const SplitTarget& target, double share,
              std::uint64_t seed);

/// k folds, `repeats` times: every row is held out once per repeat. Stratified by class when the
/// target has classes (sizes of scikit-learn's StratifiedKFold; KFold's for numbers). Shuffled by
/// (seed, "folds", repeat). Throws UserError (data) naming the class with fewer rows than folds.
std::vector<Fold> k_folds(const std::vector<RowIndex>& rows, const SplitTarget& target, int folds,
                          int repeats, std::uint64_t seed);

}  // namespace dlflow::data
