#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/random.hpp"
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
  std::vector<std::string> labels;       ///< names of the classes, for messages
  std::vector<std::size_t> sealed = {};  ///< rows of each class in the test set, for messages
};

/// What becomes of a class with fewer rows than there are folds.
enum class RareClass { refused, spread };

/// The rows of each class among some rows.
std::vector<std::size_t> class_sizes(const std::vector<RowIndex>& rows, const SplitTarget& target);

/// The rows that a share stands for: rounded up, with at least one row left on each side. rows
/// >= 2.
std::size_t rows_of_share(std::size_t rows, double share);
/// share * rows, rounded up.
std::size_t rounded_up(std::size_t rows, double share);

/// Throws UserError (data) when there are less than two rows, which cannot be cut in two.
void require_two_rows(const std::vector<RowIndex>& rows);

/// `held` of the rows held out, at least one on each side. Stratified by class when the target has
/// classes. Rows are drawn by the key. Throws UserError (data) when a side would be empty.
Fold hold_out(const std::vector<RowIndex>& rows, const SplitTarget& target, std::size_t held,
              const RandomKey& key);
/// The same for a share (below 1) of the rows, drawn by (seed, "test").
Fold hold_out(const std::vector<RowIndex>& rows, const SplitTarget& target, double share,
              std::uint64_t seed);

/// k folds, `repeats` times: every row is held out once per repeat. Stratified by class when the
/// target has classes (sizes of scikit-learn's StratifiedKFold; KFold's for numbers). Shuffled by
/// (seed, "folds", repeat). A rare class that is spread has its rows in different folds; the
/// only row of one of two classes is always learnt from. Throws
/// UserError (data) when there are fewer rows than folds, or naming the rare class that is refused.
std::vector<Fold> k_folds(const std::vector<RowIndex>& rows, const SplitTarget& target, int folds,
                          int repeats, std::uint64_t seed, RareClass rare = RareClass::refused);

/// `draws` times a share of the rows held out anew, whether or not they were before; stratified as
/// hold_out is. Drawn by (seed, "shuffle", draw).
std::vector<Fold> shuffled_folds(const std::vector<RowIndex>& rows, const SplitTarget& target,
                                 int draws, double share, std::uint64_t seed);

/// Every row held out alone, in order.
std::vector<Fold> leave_one_out(const std::vector<RowIndex>& rows);

/// One cut judged `seeds` times: each repeat fits anew, by its own random numbers.
std::vector<Fold> with_seeds(const Fold& cut, int seeds);

/// For those who make folds: train becomes all of the rows that are not held out; both ascending.
void complete(Fold& fold, std::vector<RowIndex> rows);

}  // namespace dlflow::data
