#include "pipeline/data/time_splits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "pipeline/data/dates.hpp"

namespace dlflow::data {
namespace {

bool is_date(const Column& column) { return column.kind == ColumnKind::date; }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Whether texts of this form sort as the times they say: 2026, 2026-03, 2026-03-01, and a time of
/// day behind it.
bool sorts_as_time(std::string_view text) {
  constexpr std::string_view kForm = "dddd-dd-ddTdd:dd:dd";
  if (text.size() < 4) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char wanted = i < kForm.size() ? kForm[i] : 'f';
    const bool fits = wanted == 'd'   ? is_digit(text[i])
                      : wanted == 'T' ? text[i] == 'T' || text[i] == ' '
                      : wanted == 'f' ? is_digit(text[i]) || text[i] == '.' || text[i] == 'Z'
                                      : text[i] == wanted;
    if (!fits) return false;
  }
  return true;
}

[[noreturn]] void refuse(std::string message, std::string hint) {
  throw UserError(ExitCode::data, std::move(message), std::move(hint));
}

void require_time(const Column& column, RowIndex row) {
  if (column.is_missing(row))
    refuse(fmt::format("row {} has no value of the time column '{}'", row + 1, column.name),
           "give every row its time");
  const bool is_time = column.is_number() || sorts_as_time(column.text(row)) ||
                       (is_date(column) && parse_date(column.text(row)));
  if (!is_time && column.holds_odd_dates && slashed_date(column.text(row)))
    refuse(fmt::format("column '{}' cannot be the time: {}", column.name, column.reason),
           column.remedy.empty() ? kReadDates : column.remedy);
  if (!is_time)
    refuse(fmt::format("row {}, column '{}': expected a number or a date such as 2026-03-01, got "
                       "'{}'",
                       row + 1, column.name, column.text(row).substr(0, 40)),
           kReadDates);
}

/// Whether the time of a row is before that of another.
bool is_before(const Column& column, RowIndex row, RowIndex other) {
  if (column.is_number()) return column.numbers[row] < column.numbers[other];
  if (is_date(column)) return parse_date(column.text(row)) < parse_date(column.text(other));
  return column.text(row) < column.text(other);
}

/// The first place from `at` on where a time begins, or the end.
std::size_t next_start(const TimeStarts& starts, std::size_t at) {
  while (at < starts.size() && !starts[at]) ++at;
  return at;
}

/// The rows of the time that has the most.
std::size_t longest_time(const TimeStarts& starts) {
  std::size_t longest = 1;
  for (std::size_t i = 0; i < starts.size();) {
    const std::size_t next = next_start(starts, i + 1);
    longest = std::max(longest, next - i);
    i = next;
  }
  return longest;
}

[[noreturn]] void refuse_within_a_time(const TimeStarts& starts, std::size_t held) {
  std::size_t last = starts.size() - 1;
  while (!starts[last]) --last;
  if (last == 0)
    refuse("all rows have the same time, which is not cut", "leave the time column out");
  refuse(fmt::format("the last {} rows lie within one time, which is not cut", held),
         fmt::format("hold out the last {} rows or more", starts.size() - last));
}

Fold cut(const std::vector<RowIndex>& rows, std::size_t begin, std::size_t end, std::size_t from,
         std::size_t held) {
  const auto at = [&](std::size_t i) { return rows.begin() + static_cast<std::ptrdiff_t>(i); };
  Fold fold;
  fold.train.assign(at(begin), at(end));
  fold.held_out.assign(at(from), at(from + held));
  return fold;
}

Fold last_of(const std::vector<RowIndex>& rows, std::size_t held, std::size_t gap,
             const TimeStarts& starts, std::string_view unit) {
  if (held < 1 || held + gap >= rows.size())
    refuse(fmt::format("the last {} of {} cannot be held out{}", held, counted(rows.size(), unit),
                       gap > 0 ? fmt::format(" after a gap of {}", gap) : ""),
           fmt::format("at least one {} must be left on each side", unit));
  const std::size_t from = next_start(starts, rows.size() - held);
  if (from == rows.size()) refuse_within_a_time(starts, held);
  return cut(rows, 0, from - gap, from, rows.size() - from);
}

/// Refuses the cut of that number, from 0, whose judged part [from, to) holds no time of its own.
void require_own_time(const TimeStarts& starts, std::size_t number, std::size_t from,
                      std::size_t to, std::size_t before) {
  if (from < to && from != before) return;
  refuse(fmt::format("cut {} has no time of its own to judge: up to {} have one time, and none is "
                     "cut",
                     number + 1, counted(longest_time(starts), "row")),
         "use fewer folds or origins, or a longer horizon and step");
}

std::vector<Fold> folds_of(const std::vector<RowIndex>& rows, const TimeWindows& windows,
                           const TimeStarts& starts, std::string_view unit) {
  const std::size_t origins = windows.origins;
  DLFLOW_REQUIRE(origins >= 1, "at least one cut");
  std::size_t horizon = windows.horizon > 0 ? windows.horizon : windows.step;
  if (horizon == 0) horizon = rows.size() / (origins + 1);
  const std::size_t step = windows.step > 0 ? windows.step : horizon;
  const std::size_t judged = horizon + (origins - 1) * step;
  if (horizon == 0 || judged + windows.gap >= rows.size())
    refuse(fmt::format("{} are too few for {} cuts of {}, {} apart{}", counted(rows.size(), unit),
                       origins, counted(std::max<std::size_t>(horizon, 1), unit),
                       std::max<std::size_t>(step, 1),
                       windows.gap > 0 ? fmt::format(", with a gap of {}", windows.gap) : ""),
           "use fewer origins, or a smaller step");
  const std::size_t first = rows.size() - judged;
  const std::size_t training = windows.training > 0 ? windows.training : first - windows.gap;
  const std::size_t most = rows.size() - horizon - windows.gap;
  if (windows.is_rolling && training > most)
    refuse(fmt::format("a window of {} is never full: the last cut has {} before it",
                       counted(training, unit), most),
           "use a smaller 'training', or 'window: expanding'");
  std::vector<Fold> all;
  for (std::size_t i = 0, before = 0; i < origins; ++i) {
    const std::size_t from = next_start(starts, first + i * step),
                      to = next_start(starts, first + i * step + horizon);
    require_own_time(starts, i, from, to, before);
    before = from;
    const std::size_t end = from - windows.gap;
    const std::size_t begin = windows.is_rolling && end > training ? end - training : 0;
    all.push_back(cut(rows, begin, end, from, to - from));
    all.back().number = static_cast<int>(i);
  }
  return all;
}

/// The times of some rows, as if each were a row.
class WholeTimes {
 public:
  WholeTimes(const std::vector<RowIndex>& rows, const TimeStarts& starts) : rows_(rows) {
    for (std::size_t i = 0; i < rows.size(); ++i)
      if (starts[i]) begins_.push_back(i);
    numbers_.resize(begins_.size());
    std::iota(numbers_.begin(), numbers_.end(), RowIndex{0});
    begins_.push_back(rows.size());
  }

  const std::vector<RowIndex>& numbers() const { return numbers_; }
  /// The rows of the times on each side.
  Fold rows_of(const Fold& times) const {
    Fold fold = times;
    fold.train = rows_of(times.train);
    fold.held_out = rows_of(times.held_out);
    return fold;
  }

 private:
  std::vector<RowIndex> rows_of(const std::vector<RowIndex>& times) const {
    std::vector<RowIndex> out;
    for (const RowIndex time : times)
      for (std::size_t i = begins_[time]; i < begins_[time + 1]; ++i) out.push_back(rows_[i]);
    return out;
  }

  const std::vector<RowIndex>& rows_;
  std::vector<std::size_t> begins_;  ///< the place of each time's first row, and the end
  std::vector<RowIndex> numbers_;
};

}  // namespace

void require_ascending(const Column& column, const std::vector<RowIndex>& rows) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    require_time(column, rows[i]);
    if (i == 0) continue;
    if (is_before(column, rows[i], rows[i - 1]))
      refuse(fmt::format("time '{}' goes backwards in row {}: '{}' after '{}'", column.name,
                         rows[i] + 1, column.text(rows[i]), column.text(rows[i - 1])),
             fmt::format("sort the file by '{}'", column.name));
  }
}

TimeStarts time_starts(const Column& column, const std::vector<RowIndex>& rows) {
  TimeStarts starts(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i)
    starts[i] =
        i == 0 || (column.is_number() ? column.numbers[rows[i]] != column.numbers[rows[i - 1]]
                                      : column.text(rows[i]) != column.text(rows[i - 1]));
  return starts;
}

Fold hold_out_last(const std::vector<RowIndex>& rows, std::size_t held, std::size_t gap,
                   const TimeStarts& starts) {
  require_two_rows(rows);
  return last_of(rows, held, gap, starts, "row");
}

Fold hold_out_last_times(const std::vector<RowIndex>& rows, std::size_t held, std::size_t gap,
                         const TimeStarts& starts) {
  require_two_rows(rows);
  const WholeTimes times(rows, starts);
  return times.rows_of(last_of(times.numbers(), held, gap, {}, "time"));
}

std::vector<Fold> time_folds(const std::vector<RowIndex>& rows, const TimeWindows& windows,
                             const TimeStarts& starts) {
  return folds_of(rows, windows, starts, "row");
}

std::vector<Fold> time_folds_of_times(const std::vector<RowIndex>& rows, const TimeWindows& windows,
                                      const TimeStarts& starts) {
  const WholeTimes times(rows, starts);
  std::vector<Fold> all = folds_of(times.numbers(), windows, {}, "time");
  for (Fold& fold : all) fold = times.rows_of(fold);
  return all;
}

}  // namespace dlflow::data
