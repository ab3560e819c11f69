#include "pipeline/data/group_splits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "pipeline/data/reader.hpp"

namespace dlflow::data {
namespace {

/// Rows and class counts of one group that has rows.
struct Member {
  std::int32_t group = 0;
  std::vector<RowIndex> rows;
  std::vector<double> classes;  ///< one count without classes: that of the rows
};

std::size_t class_count(const SplitTarget& target) {
  return target.class_count > 0 ? static_cast<std::size_t>(target.class_count) : 1;
}

std::vector<Member> members_of(const std::vector<RowIndex>& rows, const SplitTarget& target,
                               const SplitGroups& groups) {
  std::vector<Member> all(groups.names.size());
  for (const RowIndex row : rows) {
    DLFLOW_REQUIRE(groups.of_row[row] >= 0, "a row to split has no group");
    Member& member = all[static_cast<std::size_t>(groups.of_row[row])];
    member.group = groups.of_row[row];
    member.classes.resize(class_count(target));
    member.rows.push_back(row);
    ++member.classes[target.class_count > 0 ? static_cast<std::size_t>(target.classes[row]) : 0];
  }
  std::erase_if(all, [](const Member& member) { return member.rows.empty(); });
  return all;
}

const Member& largest_of(const std::vector<Member>& members) {
  return *std::ranges::max_element(members, {},
                                   [](const Member& member) { return member.rows.size(); });
}

void require_enough(const std::vector<Member>& members, const SplitGroups& groups,
                    std::size_t folds) {
  if (members.size() >= folds) return;
  throw UserError(ExitCode::data,
                  fmt::format("column '{}' has {}, fewer than the {} folds", groups.column,
                              counted(members.size(), "group"), folds),
                  "use fewer folds");
}

LargestGroup named(const Member& member, const SplitGroups& groups) {
  return {groups.names[static_cast<std::size_t>(member.group)], member.rows.size()};
}

[[noreturn]] void refuse_large(const LargestGroup& largest, const SplitGroups& groups,
                               std::size_t rows, std::size_t folds) {
  const std::size_t fitting = rows / largest.rows;
  throw UserError(
      ExitCode::data,
      fmt::format("group '{}' of column '{}' has {}, more than the {} of a fold", largest.name,
                  groups.column, counted(largest.rows, "row"), rows_of_fold(rows, folds)),
      fitting >= 2
          ? fmt::format("use at most {} folds, or a column with smaller groups", fitting)
          : "use a column with smaller groups, or one 'validation' part in place of folds");
}

/// Whether a fold judges some row and, of classes, learns from two at least.
bool is_fittable(const Fold& fold, const SplitTarget& target) {
  const auto sizes = class_sizes(fold.train, target);
  const auto learnt = std::ranges::count_if(sizes, [](std::size_t size) { return size > 0; });
  return !fold.held_out.empty() && (target.class_count == 0 || learnt >= 2);
}

double deviation(std::span<const double> values) {
  const auto count = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return std::sqrt(squares / count);
}

/// Gives groups to folds, each to the one that is then best: the smallest mean, over the classes,
/// of the deviation between folds of the shares of a class they hold; of equal ones the fold with
/// the fewest rows. With one class this is the fold with the fewest rows.
class Dealer {
 public:
  Dealer(const std::vector<Member>& members, std::size_t folds)
      : classes_(members.front().classes.size()), held_(folds), rows_(folds), all_(classes_) {
    for (auto& counts : held_) counts.resize(classes_);
    for (const Member& member : members)
      for (std::size_t k = 0; k < classes_; ++k) all_[k] += member.classes[k];
  }

  std::size_t give(const Member& member) {
    const std::size_t fold = classes_ == 1 ? lightest() : most_even(member);
    for (std::size_t k = 0; k < classes_; ++k) held_[fold][k] += member.classes[k];
    rows_[fold] += static_cast<double>(member.rows.size());
    return fold;
  }

 private:
  std::size_t lightest() const {
    return static_cast<std::size_t>(std::ranges::min_element(rows_) - rows_.begin());
  }

  std::size_t most_even(const Member& member) const {
    std::size_t best = 0;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t f = 0; f < held_.size(); ++f) {
      const double uneven = unevenness(member, f);
      // Equal but for rounding, as scikit-learn judges it.
      const bool is_same = std::abs(uneven - least) <= 1e-8 + 1e-5 * least;
      if (uneven < least || (is_same && rows_[f] < rows_[best])) {
        best = f;
        least = uneven;
      }
    }
    return best;
  }

  double unevenness(const Member& member, std::size_t with) const {
    std::vector<double> shares(held_.size());
    double sum = 0;
    for (std::size_t k = 0; k < classes_; ++k) {
      if (all_[k] == 0) continue;
      for (std::size_t f = 0; f < held_.size(); ++f)
        shares[f] = (held_[f][k] + (f == with ? member.classes[k] : 0)) / all_[k];
      sum += deviation(shares);
    }
    return sum / static_cast<double>(classes_);
  }

  std::size_t classes_;
  std::vector<std::vector<double>> held_;  ///< [fold][class]
  std::vector<double> rows_, all_;
};

}  // namespace

SplitGroups groups_of(const Column& column, const std::vector<RowIndex>& rows) {
  const Column coded = as_category(column);
  SplitGroups groups;
  groups.column = column.name;
  groups.names = coded.labels;
  for (std::size_t row = 0; row < coded.size(); ++row) groups.of_row.push_back(coded.codes[row]);
  for (const RowIndex row : rows)
    if (groups.of_row[row] < 0)
      throw UserError(
          ExitCode::data,
          fmt::format("row {} has no value of the group column '{}'", row + 1, column.name),
          "give every row its group");
  return groups;
}

Fold hold_out_groups(const std::vector<RowIndex>& rows, const SplitGroups& groups, double share,
                     const RandomKey& key) {
  const auto members = members_of(rows, {}, groups);
  if (members.size() < 2)
    throw UserError(ExitCode::data,
                    fmt::format("column '{}' has one group only; a part of its own needs another",
                                groups.column));
  std::vector<std::size_t> order(members.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  RandomStream(key).shuffle(std::span<std::size_t>(order));
  Fold fold;
  for (std::size_t i = 0; i < rows_of_share(members.size(), share); ++i) {
    const auto& held = members[order[i]].rows;
    fold.held_out.insert(fold.held_out.end(), held.begin(), held.end());
  }
  complete(fold, rows);
  return fold;
}

std::vector<Fold> shuffled_groups(const std::vector<RowIndex>& rows, const SplitGroups& groups,
                                  int draws, double share, std::uint64_t seed) {
  std::vector<Fold> all;
  for (int draw = 0; draw < draws; ++draw) {
    const auto key = RandomKey(seed).with("shuffle").with(static_cast<std::uint64_t>(draw));
    all.push_back(hold_out_groups(rows, groups, share, key));
    all.back().number = draw;
  }
  return all;
}

std::vector<std::string> parted_groups(const Fold& fold, const SplitGroups& groups) {
  std::vector<bool> is_learnt(groups.names.size()), is_held(groups.names.size());
  const auto mark = [&](const std::vector<RowIndex>& rows, std::vector<bool>& marks) {
    for (const RowIndex row : rows)
      if (groups.of_row[row] >= 0) marks[static_cast<std::size_t>(groups.of_row[row])] = true;
  };
  mark(fold.train, is_learnt);
  mark(fold.held_out, is_held);
  std::vector<std::string> parted;
  for (std::size_t g = 0; g < groups.names.size(); ++g)
    if (is_learnt[g] && is_held[g]) parted.push_back(groups.names[g]);
  return parted;
}

std::vector<Fold> deal_groups(const std::vector<RowIndex>& rows, const SplitTarget& target,
                              const SplitGroups& groups, std::size_t folds, const RandomKey& key) {
  const auto members = members_of(rows, target, groups);
  std::vector<std::size_t> order(members.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  RandomStream(key).shuffle(std::span<std::size_t>(order));
  const auto weight = [&](std::size_t m) {
    return members[m].classes.size() == 1 ? members[m].classes[0] : deviation(members[m].classes);
  };
  std::ranges::stable_sort(order,
                           [&](std::size_t a, std::size_t b) { return weight(a) > weight(b); });
  Dealer dealer(members, folds);
  std::vector<Fold> dealt(folds);
  for (const std::size_t m : order) {
    auto& held = dealt[dealer.give(members[m])].held_out;
    held.insert(held.end(), members[m].rows.begin(), members[m].rows.end());
  }
  for (std::size_t f = 0; f < folds; ++f) {
    dealt[f].number = static_cast<int>(f);
    complete(dealt[f], rows);
  }
  return dealt;
}

std::size_t rows_of_fold(std::size_t rows, std::size_t folds) { return (rows + folds - 1) / folds; }

LargestGroup largest_group(const std::vector<RowIndex>& rows, const SplitGroups& groups) {
  return named(largest_of(members_of(rows, {}, groups)), groups);
}

int fitting_group_folds(const std::vector<RowIndex>& rows, const SplitGroups& groups, int wanted) {
  const auto members = members_of(rows, {}, groups);
  if (members.size() < 2) return 0;
  const std::size_t largest = largest_of(members).rows.size();
  const std::size_t most = std::min(static_cast<std::size_t>(wanted), members.size());
  for (std::size_t folds = most; folds >= 2; --folds)
    if (largest <= rows_of_fold(rows.size(), folds)) return static_cast<int>(folds);
  return static_cast<int>(most);
}

std::vector<Fold> group_folds(const std::vector<RowIndex>& rows, const SplitTarget& target,
                              const SplitGroups& groups, int folds, int repeats,
                              std::uint64_t seed) {
  const auto count = static_cast<std::size_t>(folds);
  const auto members = members_of(rows, {}, groups);
  require_enough(members, groups, count);
  const LargestGroup largest = named(largest_of(members), groups);
  const bool is_larger = largest.rows > rows_of_fold(rows.size(), count);
  std::vector<Fold> all;
  for (int repeat = 0; repeat < repeats; ++repeat) {
    const auto key = RandomKey(seed).with("folds").with(static_cast<std::uint64_t>(repeat));
    for (Fold& fold : deal_groups(rows, target, groups, count, key)) {
      if (is_larger && !is_fittable(fold, target))
        refuse_large(largest, groups, rows.size(), count);
      fold.repeat = repeat;
      all.push_back(std::move(fold));
    }
  }
  return all;
}

}  // namespace dlflow::data
