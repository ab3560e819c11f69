#include "pipeline/data/splits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/base/error.hpp"
#include "core/base/random.hpp"
#include "core/base/text.hpp"

namespace dlflow::data {
namespace {

/// The rows of each class; one group of all rows when the target has no classes.
std::vector<std::vector<RowIndex>> rows_by_class(const std::vector<RowIndex>& rows,
                                                 const SplitTarget& target) {
  if (target.class_count == 0) return {rows};
  std::vector<std::vector<RowIndex>> groups(static_cast<std::size_t>(target.class_count));
  for (const RowIndex row : rows) {
    DLFLOW_REQUIRE(row < target.classes.size(), "a row to split has no class");
    const std::int32_t label = target.classes[row];
    DLFLOW_REQUIRE(label >= 0 && label < target.class_count, "a class is out of range");
    groups[static_cast<std::size_t>(label)].push_back(row);
  }
  return groups;
}

/// Shuffles each group by (key, group).
void shuffle(std::vector<std::vector<RowIndex>>& groups, const RandomKey& key) {
  for (std::size_t g = 0; g < groups.size(); ++g) {
    std::sort(groups[g].begin(), groups[g].end());
    RandomStream(key.with(std::uint64_t{g})).shuffle(std::span<RowIndex>(groups[g]));
  }
}

/// How many rows of each group are held out: in proportion, the remainder to the largest
/// fractions, the first group first.
std::vector<std::size_t> shares_of(const std::vector<std::vector<RowIndex>>& groups,
                                   std::size_t total, std::size_t held_out) {
  std::vector<std::size_t> taken;
  std::vector<std::pair<double, std::size_t>> fractions;
  std::size_t sum = 0;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    const double exact = static_cast<double>(groups[g].size()) * static_cast<double>(held_out) /
                         static_cast<double>(total);
    taken.push_back(static_cast<std::size_t>(exact));
    fractions.emplace_back(exact - std::floor(exact), g);
    sum += taken.back();
  }
  std::stable_sort(fractions.begin(), fractions.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  for (std::size_t i = 0; sum < held_out; ++i, ++sum) ++taken[fractions[i].second];
  return taken;
}

/// sizes[class][fold]: how many rows of a class a fold holds out. As scikit-learn deals them: the
/// classes, in the order of their first row, are laid one after the other and dealt in turn.
std::vector<std::vector<std::size_t>> deal(const std::vector<RowIndex>& rows,
                                           const SplitTarget& target,
                                           const std::vector<std::vector<RowIndex>>& groups,
                                           std::size_t folds) {
  std::vector<std::vector<std::size_t>> sizes(groups.size(), std::vector<std::size_t>(folds));
  std::vector<std::size_t> order;
  if (target.class_count == 0) {
    order.push_back(0);
  } else {
    std::vector<bool> is_seen(groups.size());
    for (const RowIndex row : rows) {
      const auto label = static_cast<std::size_t>(target.classes[row]);
      if (!is_seen[label]) order.push_back(label);
      is_seen[label] = true;
    }
  }
  std::size_t next = 0;
  for (const std::size_t group : order)
    for (std::size_t i = 0; i < groups[group].size(); ++i) ++sizes[group][next++ % folds];
  return sizes;
}

std::ptrdiff_t class_count_of(const std::vector<std::vector<RowIndex>>& groups) {
  return std::ranges::count_if(groups, [](const auto& rows) { return !rows.empty(); });
}

void require_enough(const std::vector<std::vector<RowIndex>>& groups, const SplitTarget& target,
                    std::size_t folds) {
  for (std::size_t g = 0; g < groups.size(); ++g) {
    if (groups[g].size() >= folds) continue;
    const std::size_t sealed = g < target.sealed.size() ? target.sealed[g] : 0;
    const std::string beside = sealed > 0
                                   ? fmt::format(" to deal ({} more {} sealed in the test set)",
                                                 sealed, sealed == 1 ? "is" : "are")
                                   : "";
    const std::string label = g < target.labels.size() ? target.labels[g] : std::to_string(g);
    throw UserError(ExitCode::data,
                    fmt::format("class '{}' has {}{}, fewer than the {} folds", label,
                                counted(groups[g].size(), "row"), beside, folds),
                    "use fewer folds or 'kind: kfold', or take its rows out of the file");
  }
}

}  // namespace

std::vector<std::size_t> class_sizes(const std::vector<RowIndex>& rows, const SplitTarget& target) {
  std::vector<std::size_t> sizes;
  for (const auto& of_class : rows_by_class(rows, target)) sizes.push_back(of_class.size());
  return sizes;
}

void complete(Fold& fold, std::vector<RowIndex> rows) {
  std::sort(rows.begin(), rows.end());
  std::sort(fold.held_out.begin(), fold.held_out.end());
  fold.train.reserve(rows.size() - fold.held_out.size());
  std::set_difference(rows.begin(), rows.end(), fold.held_out.begin(), fold.held_out.end(),
                      std::back_inserter(fold.train));
}

std::size_t rounded_up(std::size_t rows, double share) {
  // 0.2 * 15 must be 3, although the product is a little more.
  return static_cast<std::size_t>(std::ceil(share * static_cast<double>(rows) - 1e-9));
}

std::size_t rows_of_share(std::size_t rows, double share) {
  DLFLOW_REQUIRE(share > 0 && share < 1, "the share of a hold-out lies between 0 and 1");
  return std::clamp<std::size_t>(rounded_up(rows, share), 1, rows - 1);
}

void require_two_rows(const std::vector<RowIndex>& rows) {
  if (rows.size() < 2)
    throw UserError(ExitCode::data, fmt::format("a test part needs at least 2 rows, there {} {}",
                                                rows.size() == 1 ? "is" : "are", rows.size()));
}

Fold hold_out(const std::vector<RowIndex>& rows, const SplitTarget& target, std::size_t held,
              const RandomKey& key) {
  require_two_rows(rows);
  if (held < 1 || held >= rows.size())
    throw UserError(ExitCode::data,
                    fmt::format("{} of {} rows cannot be held out", held, rows.size()),
                    "at least one row must be left on each side");
  auto groups = rows_by_class(rows, target);
  const std::vector<std::size_t> taken = shares_of(groups, rows.size(), held);
  shuffle(groups, key);
  Fold fold;
  for (std::size_t g = 0; g < groups.size(); ++g)
    fold.held_out.insert(fold.held_out.end(), groups[g].begin(),
                         groups[g].begin() + static_cast<std::ptrdiff_t>(taken[g]));
  complete(fold, rows);
  return fold;
}

Fold hold_out(const std::vector<RowIndex>& rows, const SplitTarget& target, double share,
              std::uint64_t seed) {
  require_two_rows(rows);
  return hold_out(rows, target, rows_of_share(rows.size(), share), RandomKey(seed).with("test"));
}

std::vector<Fold> k_folds(const std::vector<RowIndex>& rows, const SplitTarget& target, int folds,
                          int repeats, std::uint64_t seed, RareClass rare) {
  DLFLOW_REQUIRE(folds >= 2 && repeats >= 1, "folds must be 2 or more, repeats 1 or more");
  const auto count = static_cast<std::size_t>(folds);
  if (rows.size() < count)
    throw UserError(
        ExitCode::data,
        fmt::format("there {} {}, fewer than the {} folds", rows.size() == 1 ? "is" : "are",
                    counted(rows.size(), "row"), folds),
        "use fewer folds");
  auto groups = rows_by_class(rows, target);
  if (target.class_count > 0 && rare == RareClass::refused) require_enough(groups, target, count);
  // Of two classes, one of a single row: where it is judged, there would be one class to learn.
  if (class_count_of(groups) == 2)
    for (auto& group : groups)
      if (group.size() == 1) group.clear();
  const auto sizes = deal(rows, target, groups, count);
  std::vector<Fold> all;
  for (int repeat = 0; repeat < repeats; ++repeat) {
    const auto key = RandomKey(seed).with("folds").with(static_cast<std::uint64_t>(repeat));
    shuffle(groups, key);
    std::vector<std::size_t> given(groups.size());
    for (std::size_t f = 0; f < count; ++f) {
      Fold& fold = all.emplace_back();
      fold.repeat = repeat;
      fold.number = static_cast<int>(f);
      for (std::size_t g = 0; g < groups.size(); ++g)
        for (std::size_t i = 0; i < sizes[g][f]; ++i)
          fold.held_out.push_back(groups[g][given[g]++]);
      complete(fold, rows);
    }
  }
  return all;
}

std::vector<Fold> shuffled_folds(const std::vector<RowIndex>& rows, const SplitTarget& target,
                                 int draws, double share, std::uint64_t seed) {
  require_two_rows(rows);
  const std::size_t held = rows_of_share(rows.size(), share);
  std::vector<Fold> all;
  for (int draw = 0; draw < draws; ++draw) {
    const auto key = RandomKey(seed).with("shuffle").with(static_cast<std::uint64_t>(draw));
    all.push_back(hold_out(rows, target, held, key));
    all.back().number = draw;
  }
  return all;
}

std::vector<Fold> leave_one_out(const std::vector<RowIndex>& rows) {
  require_two_rows(rows);
  std::vector<Fold> all(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    all[i].number = static_cast<int>(i);
    all[i].held_out = {rows[i]};
    complete(all[i], rows);
  }
  return all;
}

std::vector<Fold> with_seeds(const Fold& cut, int seeds) {
  std::vector<Fold> all(static_cast<std::size_t>(seeds), cut);
  for (int seed = 0; seed < seeds; ++seed) {
    all[static_cast<std::size_t>(seed)].repeat = seed;
    all[static_cast<std::size_t>(seed)].number = 0;
  }
  return all;
}

}  // namespace dlflow::data
