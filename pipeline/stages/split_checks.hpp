#pragma once

#include "pipeline/data/group_splits.hpp"
#include "pipeline/stages/workflow.hpp"

/// What a cut of the rows must keep to once it is made, and what is to be known of it.
namespace dlflow::stages {

/// Throws UserError (configuration) when the folds judge single rows and the metric is no mean over
/// rows, or rows have weights, which would then not count; UserError (data) when the metric is not
/// defined on the rows that a fold judges.
void require_scorable(const Framed& framed, const std::vector<data::Fold>& folds);

/// Throws UserError (data) when a group has rows on both sides of the cut. `part` says what is
/// held out: "the test set", "fold 'a' of 'part'".
void require_whole_groups(const data::Fold& fold, const data::SplitGroups& groups,
                          const std::string& part);

/// Throws UserError (data) when all rows are of one class.
void require_two_classes(const std::vector<data::RowIndex>& rows, const data::SplitTarget& target);

/// How many groups cuts over time part; nothing when they part none.
std::vector<std::string> parted_group_notes(const std::vector<data::Fold>& folds,
                                            const data::SplitGroups& groups);

/// The group that has more rows than one of so many equal folds; nothing where none has.
std::vector<std::string> large_group_notes(const std::vector<data::RowIndex>& rows,
                                           const data::SplitGroups& groups, std::size_t folds);

/// The folds that learn from one group alone, which cuts inside their fits must part.
std::vector<std::string> lone_group_notes(const std::vector<data::Fold>& folds,
                                          const data::SplitGroups& groups);

/// The classes with fewer rows than there are folds in a repeat, and what follows.
std::vector<std::string> rare_class_notes(const std::vector<data::RowIndex>& rows,
                                          const data::SplitTarget& target, std::size_t folds);

/// A share of the rows that is sealed by the hash of a column and is far from the one asked for.
std::vector<std::string> hash_notes(const data::Fold& fold, const std::string& column,
                                    double share);

}  // namespace dlflow::stages
