#pragma once

#include "pipeline/data/group_splits.hpp"
#include "pipeline/data/time_splits.hpp"
#include "pipeline/stages/split_checks.hpp"
#include "pipeline/stages/splitting.hpp"

namespace dlflow::stages {

/// What is cut and by what define says of its rows: for the test set and for the folds.
class Cutting {
 public:
  using Rows = std::vector<data::RowIndex>;

  /// rows: those with a target. Throws UserError (data) at a row without a group.
  Cutting(Workflow& workflow, const Framed& framed, const Rows& rows);

  const Workflow& workflow() const { return workflow_; }
  const Framed& framed() const { return framed_; }
  const project::DefineOptions& define() const { return workflow_.project().define; }
  std::uint64_t seed() const { return static_cast<std::uint64_t>(workflow_.project().seed); }
  const data::Column& column(const std::string& name) const;

  /// The classes of the rows, none for numbers.
  const data::SplitTarget& target() const { return target_; }
  /// Throws UserError (configuration) when the target is a number.
  void require_classes() const;
  /// The column of rows that stay together: of groups, or else one that a hash cuts by and of
  /// which rows share values; empty without one. The option that names it.
  const std::string& group() const { return group_; }
  const char* group_option() const;
  /// Throws UserError (configuration) without a column of groups.
  const data::SplitGroups& groups() const;

  /// Where times begin among the rows; empty without a column of the time.
  data::TimeStarts starts(const Rows& rows) const;
  /// Whether gaps, windows and what is held out last count times in place of rows: where each time
  /// has rows of several series, which define.group names.
  bool counts_times() const { return !define().time.empty() && !define().group.empty(); }
  /// The last rows, or the last times where these are counted.
  data::Fold last(const Rows& rows, std::size_t held, std::size_t gap) const;
  /// The last rows; fewer where those of one time would be parted, which is noted.
  data::Fold last_rows(const Rows& rows, std::size_t held, std::size_t gap) const;

  /// What binds the rows of the table in cuts inside a fit: the groups, and the times with the
  /// widest gap that is asked for.
  data::RowTies ties(const Rows& rows) const;

  /// Adds sentences to the notes of the facts.
  void add_notes(std::vector<std::string> sentences) const;

 private:
  const Workflow& workflow_;
  const Framed& framed_;
  std::vector<std::string>& notes_;
  data::SplitTarget target_;
  std::string group_;
  data::SplitGroups groups_;
};

/// The test set that define.test asks for, held out. Throws UserError at the option that cannot be
/// followed.
data::Fold seal(const Cutting& cutting, const Cutting::Rows& rows);
/// Whether it is what comes last.
bool is_sealed_over_time(const Cutting& cutting);

}  // namespace dlflow::stages
