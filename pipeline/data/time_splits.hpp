#pragma once

#include "pipeline/data/splits.hpp"

/// Cuts that judge on what comes later: the order of the rows is the order of time.
namespace dlflow::data {

/// Checks that time does not go backwards from row to row. The column holds numbers, or dates and
/// times whose text sorts as they do (2026-03-01, 2026-03, 2026-03-01 12:30).
/// Throws UserError (data) at the first row without a time, with another text, or before its
/// predecessor.
void require_ascending(const Column& column, const std::vector<RowIndex>& rows);

/// For each of the rows, which ascend in time, whether it has another time than the row before it:
/// where a cut may stand. Empty in the functions below: before any row.
using TimeStarts = std::vector<bool>;
TimeStarts time_starts(const Column& column, const std::vector<RowIndex>& rows);

/// The last `held` rows, after `gap` rows that belong to neither side; fewer where the cut moves on
/// to the next start of a time. Throws UserError (data) when a side would be empty.
Fold hold_out_last(const std::vector<RowIndex>& rows, std::size_t held, std::size_t gap,
                   const TimeStarts& starts = {});
/// The same of the last `held` times, after `gap` times that belong to neither side.
Fold hold_out_last_times(const std::vector<RowIndex>& rows, std::size_t held, std::size_t gap,
                         const TimeStarts& starts);

/// How the time line is walked. With step and horizon left open these are the sizes of
/// scikit-learn's TimeSeriesSplit.
struct TimeWindows {
  bool is_rolling = false;   ///< the oldest rows are forgotten as the cut moves on
  std::size_t origins = 5;   ///< cuts, the last of which ends with the last row
  std::size_t step = 0;      ///< rows from one cut to the next; 0: the horizon
  std::size_t horizon = 0;   ///< rows judged after each cut; 0: the step, else rows/(origins + 1)
  std::size_t gap = 0;       ///< rows left out before each judged part
  std::size_t training = 0;  ///< rows of a rolling window; 0: those of the first cut
};
/// One fold a cut, oldest first. Each cut, and the end of each judged part, moves on to the next
/// start of a time. Throws UserError (data) when the rows do not suffice, when a cut finds no time
/// of its own to judge, or when a rolling window would never be full.
std::vector<Fold> time_folds(const std::vector<RowIndex>& rows, const TimeWindows& windows,
                             const TimeStarts& starts = {});
/// The same where everything in `windows` counts times: each cut judges whole ones.
std::vector<Fold> time_folds_of_times(const std::vector<RowIndex>& rows, const TimeWindows& windows,
                                      const TimeStarts& starts);

}  // namespace dlflow::data
