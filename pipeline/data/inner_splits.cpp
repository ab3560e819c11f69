#include "pipeline/data/inner_splits.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <tuple>
#include <utility>

#include "pipeline/data/group_splits.hpp"

namespace dlflow::data {
namespace {

/// The rows that are cut, in the order of time; those of one time, and of one origin, side by side.
class TimeLine {
 public:
  TimeLine(const RowTies& ties, std::size_t rows) : ties_(ties), order_(ties.own(rows)) {
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    std::ranges::sort(
        order_, {}, [&](std::size_t row) { return std::tuple(ties.times[row], origin(row), row); });
  }

  std::size_t size() const { return order_.size(); }
  std::size_t row(std::size_t place) const { return order_[place]; }

  /// The place of each row of the fit; of a mixed row the end.
  std::vector<std::size_t> places() const {
    std::vector<std::size_t> places(size() + ties_.mixed.size(), size());
    for (std::size_t place = 0; place < size(); ++place) places[order_[place]] = place;
    return places;
  }

  /// The first place from `at` on where a time begins, or the end.
  std::size_t start_from(std::size_t at) const {
    while (at > 0 && at < size() && time(at) == time(at - 1)) ++at;
    return at;
  }
  /// Where the time of a place begins.
  std::size_t start_of(std::size_t place) const {
    while (place > 0 && time(place) == time(place - 1)) --place;
    return place;
  }
  /// The place before which rows are learnt from for a fold that begins at `from`.
  std::size_t end_before(std::size_t from) const {
    std::size_t end = from;
    for (std::size_t left = 0; left < ties_.gap && end > 0; ++left) {
      --end;
      if (ties_.gap_counts_times) end = start_of(end);
      while (end > 0 && origin(order_[end - 1]) == origin(order_[end])) --end;
    }
    return end;
  }

  /// Where blocks begin, as many as wanted or as there are times to begin with, and the end.
  std::vector<std::size_t> blocks(std::size_t wanted) const {
    std::vector<std::size_t> starts = {0};
    for (std::size_t block = 1; block <= wanted; ++block) {
      const std::size_t start = block == wanted ? size() : start_from(block * size() / wanted);
      if (start > starts.back()) starts.push_back(start);
    }
    // A long last time hides every start before it from cuts that move on.
    const std::size_t last = start_of(size() - 1);
    if (starts.size() == 2 && wanted > 1 && last > 0) starts.insert(starts.end() - 1, last);
    return starts;
  }

 private:
  std::uint32_t time(std::size_t place) const { return ties_.times[order_[place]]; }
  std::size_t origin(std::size_t row) const {
    return ties_.origins.empty() ? row : ties_.origins[row];
  }

  const RowTies& ties_;
  std::vector<std::size_t> order_;
};

/// Rows that stay on one side, numbered from 0.
struct Units {
  std::vector<std::int32_t> of_row;  ///< of the rows that are cut
  std::size_t count = 0;
};

Units numbered(const std::vector<std::uint32_t>& names, std::size_t rows) {
  std::vector<std::uint32_t> known(names.begin(),
                                   names.begin() + static_cast<std::ptrdiff_t>(rows));
  std::ranges::sort(known);
  known.erase(std::unique(known.begin(), known.end()), known.end());
  Units units;
  units.count = known.size();
  for (std::size_t row = 0; row < rows; ++row)
    units.of_row.push_back(
        static_cast<std::int32_t>(std::ranges::lower_bound(known, names[row]) - known.begin()));
  return units;
}

/// Groups, or else the rows that repeat one another; less than two where neither binds.
Units units_of(const Target& y) {
  const std::size_t rows = y.ties.own(y.rows());
  for (const auto* names : {&y.ties.groups, &y.ties.origins}) {
    if (names->empty()) continue;
    Units units = numbered(*names, rows);
    if (units.count >= 2) return units;
  }
  return {};
}

/// The fold of each unit's rows, as folds of groups are dealt; -1 for mixed rows.
std::vector<std::int32_t> dealt(const Target& y, const Units& units, std::size_t folds,
                                RandomKey key) {
  std::vector<RowIndex> rows(units.of_row.size());
  std::iota(rows.begin(), rows.end(), RowIndex{0});
  SplitTarget target;
  target.classes = y.labels;
  target.class_count = y.classes;
  const SplitGroups groups{"", units.of_row, std::vector<std::string>(units.count)};
  std::vector<std::int32_t> fold_of(y.rows(), -1);
  std::int32_t used = 0;
  for (const Fold& fold : deal_groups(rows, target, groups, folds, key)) {
    if (fold.held_out.empty()) continue;
    for (const RowIndex row : fold.held_out) fold_of[row] = used;
    ++used;
  }
  return fold_of;
}

std::size_t folds_in(const std::vector<std::int32_t>& fold_of) {
  return static_cast<std::size_t>(std::ranges::max(fold_of) + 1);
}

/// Units drawn until each class has about its share among them: a unit is taken where that brings
/// the shares nearer, the largest first. At least one is taken, and one is left.
std::vector<bool> drawn(const Target& y, const Units& units, double share, RandomKey key) {
  const std::size_t classes = y.classes > 0 ? static_cast<std::size_t>(y.classes) : 1;
  std::vector<std::vector<double>> counts(units.count, std::vector<double>(classes));
  std::vector<double> all(classes), sizes(units.count), taken(classes);
  for (std::size_t row = 0; row < units.of_row.size(); ++row) {
    const auto unit = static_cast<std::size_t>(units.of_row[row]);
    const std::size_t k = y.classes > 0 ? static_cast<std::size_t>(y.labels[row]) : 0;
    ++counts[unit][k], ++all[k], ++sizes[unit];
  }
  std::vector<std::size_t> order(units.count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  RandomStream(key).shuffle(std::span(order));
  std::ranges::stable_sort(order, std::greater<>(), [&](std::size_t u) { return sizes[u]; });
  const auto distance = [&](const std::vector<double>* more) {
    double sum = 0;
    for (std::size_t k = 0; k < classes; ++k)
      if (all[k] > 0) sum += std::pow((taken[k] + (more ? (*more)[k] : 0)) / all[k] - share, 2);
    return sum;
  };
  std::vector<bool> is_taken(units.count);
  std::size_t left = units.count;
  for (const std::size_t unit : order) {
    if (left == 1 || distance(&counts[unit]) >= distance(nullptr)) continue;
    is_taken[unit] = true;
    --left;
    for (std::size_t k = 0; k < classes; ++k) taken[k] += counts[unit][k];
  }
  if (left == units.count) is_taken[order.back()] = true;
  return is_taken;
}

}  // namespace

/// Makes folds that know the ties of their rows.
class TiedRows {
 public:
  explicit TiedRows(const Target& y) : y_(y), rows_(y.rows()) {}

  std::optional<InnerFolds> folds_over_time(std::size_t wanted) const {
    if (y_.ties.times.empty()) return std::nullopt;
    const TimeLine line(y_.ties, rows_);
    const std::vector<std::size_t> starts = line.blocks(wanted + 1);
    InnerFolds out = nothing_judged(line);
    for (std::size_t block = 1; block + 1 < starts.size(); ++block)
      judge(line, starts[block], starts[block + 1], out);
    return out.count() > 0 ? std::optional(out) : std::nullopt;
  }

  std::optional<InnerFolds> last_rows(double share) const {
    if (y_.ties.times.empty()) return std::nullopt;
    const TimeLine line(y_.ties, rows_);
    const auto held = static_cast<std::size_t>(
        std::max(std::llround(share * static_cast<double>(line.size())), 1LL));
    std::size_t from = line.start_from(line.size() - std::min(held, line.size()));
    if (from == line.size()) from = line.start_of(line.size() - 1);
    InnerFolds out = nothing_judged(line);
    judge(line, from, line.size(), out);
    return out.count() > 0 ? std::optional(out) : std::nullopt;
  }

  InnerFolds of(std::vector<std::int32_t> judged_by, std::size_t count) const {
    InnerFolds out(std::move(judged_by), count);
    out.mixed_ = y_.ties.mixed;
    return out;
  }

 private:
  InnerFolds nothing_judged(const TimeLine& line) const {
    InnerFolds out = of(std::vector<std::int32_t>(rows_, -1), 0);
    out.places_ = line.places();
    return out;
  }

  /// A fold that judges what lies between two places, unless it has nothing to learn from.
  static void judge(const TimeLine& line, std::size_t from, std::size_t to, InnerFolds& out) {
    const std::size_t end = line.end_before(from);
    if (end == 0) return;
    for (std::size_t place = from; place < to; ++place)
      out.judged_by_[line.row(place)] = static_cast<std::int32_t>(out.count_);
    out.ends_.push_back(end);
    ++out.count_;
  }

  const Target& y_;
  std::size_t rows_;
};

bool InnerFolds::learns_from(std::size_t fold, std::size_t row) const {
  const std::size_t own = judged_by_.size() - mixed_.size();
  if (row >= own) {
    const Parents& parents = mixed_[row - own];
    return learns_from(fold, parents.one) && learns_from(fold, parents.other);
  }
  return places_.empty() ? !judges(fold, row) : places_[row] < ends_[fold];
}

InnerFolds inner_folds(const Target& y, std::size_t wanted, RandomKey key,
                       const std::function<std::vector<std::int32_t>()>& by_row) {
  const TiedRows tied(y);
  if (auto forward = tied.folds_over_time(wanted)) return *std::move(forward);
  if (const Units units = units_of(y); units.count >= 2) {
    auto fold_of = dealt(y, units, std::min(wanted, units.count), key);
    if (const std::size_t folds = folds_in(fold_of); folds >= 2)
      return tied.of(std::move(fold_of), folds);
  }
  return {by_row(), wanted};
}

std::optional<InnerFolds> inner_hold_out(const Target& y, double share, RandomKey key) {
  const TiedRows tied(y);
  if (auto last = tied.last_rows(share)) return last;
  const Units units = units_of(y);
  if (units.count < 2) return std::nullopt;
  const std::vector<bool> is_taken = drawn(y, units, share, key);
  std::vector<std::int32_t> judged_by(y.rows(), -1);
  for (std::size_t row = 0; row < units.of_row.size(); ++row)
    if (is_taken[static_cast<std::size_t>(units.of_row[row])]) judged_by[row] = 0;
  return tied.of(std::move(judged_by), 1);
}

std::optional<std::vector<std::int32_t>> inner_parts(const Target& y, std::size_t wanted,
                                                     RandomKey key) {
  DLFLOW_REQUIRE(y.ties.mixed.empty(), "a mixed row is in no part");
  if (!y.ties.times.empty()) {
    const TimeLine line(y.ties, y.rows());
    const std::vector<std::size_t> starts = line.blocks(wanted);
    std::vector<std::int32_t> part_of(y.rows());
    for (std::size_t block = 0; block + 1 < starts.size(); ++block)
      for (std::size_t place = starts[block]; place < starts[block + 1]; ++place)
        part_of[line.row(place)] = static_cast<std::int32_t>(block);
    if (starts.size() > 2) return part_of;
  }
  const Units units = units_of(y);
  if (units.count < 2) return std::nullopt;
  auto part_of = dealt(y, units, std::min(wanted, units.count), key);
  return folds_in(part_of) >= 2 ? std::optional(std::move(part_of)) : std::nullopt;
}

}  // namespace dlflow::data
