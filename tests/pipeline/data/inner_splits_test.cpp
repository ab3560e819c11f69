#include "pipeline/data/inner_splits.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

using namespace dlflow;
using namespace dlflow::data;

namespace {

using Numbers = std::vector<std::uint32_t>;
using Rows = std::vector<std::size_t>;

/// Rows of a number to predict, tied by groups and times; either may be empty.
Target tied(std::size_t rows, Numbers groups, Numbers times = {}) {
  Target y;
  y.values.assign(rows, 0.0);
  y.ties.groups = std::move(groups);
  y.ties.times = std::move(times);
  return y;
}

Numbers in_runs_of(std::uint32_t length, std::uint32_t rows) {
  Numbers numbers;
  for (std::uint32_t row = 0; row < rows; ++row) numbers.push_back(row / length);
  return numbers;
}

Rows judged(const InnerFolds& folds, std::size_t fold, const Target& y) {
  Rows rows;
  for (std::size_t n = 0; n < y.rows(); ++n)
    if (folds.judges(fold, n)) rows.push_back(n);
  return rows;
}

Rows learnt(const InnerFolds& folds, std::size_t fold, const Target& y) {
  Rows rows;
  for (std::size_t n = 0; n < y.rows(); ++n)
    if (folds.learns_from(fold, n)) rows.push_back(n);
  return rows;
}

std::set<std::uint32_t> values_of(const Rows& rows, const Numbers& numbers) {
  std::set<std::uint32_t> values;
  for (const std::size_t row : rows) values.insert(numbers[row]);
  return values;
}

bool meet(const std::set<std::uint32_t>& a, const std::set<std::uint32_t>& b) {
  return std::ranges::any_of(a, [&](std::uint32_t value) { return b.contains(value); });
}

/// Folds of rows that must be bound by their ties.
InnerFolds bound(const Target& y, std::size_t wanted, std::uint64_t key = 1) {
  return inner_folds(y, wanted, RandomKey(key), []() -> std::vector<std::int32_t> {
    FAIL("the rows were dealt one by one");
    return {};
  });
}

/// Whether the rows are left to be dealt one by one.
bool is_unbound(const Target& y) {
  const std::vector<std::int32_t> turns = [&] {
    std::vector<std::int32_t> fold_of;
    for (std::size_t n = 0; n < y.rows(); ++n) fold_of.push_back(static_cast<std::int32_t>(n % 2));
    return fold_of;
  }();
  bool is_asked = false;
  const InnerFolds folds = inner_folds(y, 2, RandomKey(1), [&] {
    is_asked = true;
    return turns;
  });
  for (std::size_t n = 0; n < y.rows() && is_asked; ++n) {
    CHECK(folds.judges(n % 2, n));
    CHECK(folds.learns_from(1 - n % 2, n));
  }
  return is_asked && !inner_hold_out(y, 0.2, RandomKey(1)) && !inner_parts(y, 2, RandomKey(1));
}

}  // namespace

TEST_CASE("inner folds judge whole groups, each row once") {
  const Target y = tied(60, in_runs_of(4, 60));
  const InnerFolds folds = bound(y, 5);
  REQUIRE(folds.count() == 5);
  std::size_t rows = 0;
  for (std::size_t f = 0; f < 5; ++f) {
    const Rows in = learnt(folds, f, y), out = judged(folds, f, y);
    CHECK(out.size() == 12);
    CHECK(in.size() + out.size() == 60);
    CHECK_FALSE(meet(values_of(in, y.ties.groups), values_of(out, y.ties.groups)));
    rows += out.size();
  }
  CHECK(rows == 60);
}

TEST_CASE("inner folds of groups follow their key alone") {
  const Target y = tied(60, in_runs_of(4, 60));
  const auto all = [&](std::uint64_t key) {
    std::vector<Rows> rows;
    const InnerFolds folds = bound(y, 5, key);
    for (std::size_t f = 0; f < folds.count(); ++f) rows.push_back(judged(folds, f, y));
    return rows;
  };
  CHECK(all(1) == all(1));
  CHECK(all(1) != all(2));
}

TEST_CASE("fewer groups than inner folds make fewer folds, and one group binds nothing") {
  const Target three = tied(30, in_runs_of(10, 30));
  CHECK(bound(three, 5).count() == 3);
  CHECK(is_unbound(tied(30, Numbers(30, 7))));
  CHECK(is_unbound(tied(30, {})));
}

TEST_CASE("inner folds of groups give each its share of the classes") {
  Target y;
  y.task = Task::binary;
  y.classes = 2;
  y.ties.groups = in_runs_of(3, 60);
  for (const std::uint32_t group : y.ties.groups) y.labels.push_back(group % 4 == 0);
  const InnerFolds folds = bound(y, 5);
  for (std::size_t f = 0; f < 5; ++f) {
    std::size_t ones = 0;
    for (const std::size_t row : judged(folds, f, y)) ones += y.labels[row] == 1;
    CHECK(ones == 3);
  }
}

TEST_CASE("inner folds over time learn from what comes before, and times stay whole") {
  // Times of five rows each, the rows in no order.
  Numbers times;
  for (std::uint32_t row = 0; row < 60; ++row) times.push_back(row * 7 % 12);
  const Target y = tied(60, {}, times);
  const InnerFolds folds = bound(y, 5);
  REQUIRE(folds.count() == 5);
  for (std::size_t f = 0; f < 5; ++f) {
    const auto before = values_of(learnt(folds, f, y), times),
               after = values_of(judged(folds, f, y), times);
    CHECK(before.size() == 2 * (f + 1));
    CHECK(after.size() == 2);
    CHECK(*before.rbegin() < *after.begin());
  }
}

TEST_CASE("inner folds over time leave the gap out of what is learnt") {
  Target y = tied(60, {}, in_runs_of(1, 60));
  y.ties.gap = 3;
  const InnerFolds folds = bound(y, 5);
  REQUIRE(folds.count() == 5);
  for (std::size_t f = 0; f < 5; ++f) {
    CHECK(judged(folds, f, y).front() == 10 * (f + 1));
    CHECK(learnt(folds, f, y).back() == 10 * (f + 1) - 4);
  }
  y.ties.gap = 25;
  CHECK(bound(y, 5).count() == 3);
  // Behind such a gap nothing is left to learn from.
  y.ties.gap = 60;
  CHECK_FALSE(inner_hold_out(y, 0.2, RandomKey(1)));
  const InnerFolds by_row =
      inner_folds(y, 5, RandomKey(1), [] { return std::vector<std::int32_t>(60, 3); });
  CHECK(by_row.count() == 5);
  CHECK(judged(by_row, 3, y).size() == 60);
}

TEST_CASE("times too few for the inner folds make fewer, and one time binds nothing") {
  CHECK(bound(tied(30, {}, in_runs_of(10, 30)), 5).count() == 2);
  Numbers late(30, 1);
  late[0] = late[1] = 0;
  const Target y = tied(30, {}, late);
  const InnerFolds folds = bound(y, 5);
  REQUIRE(folds.count() == 1);
  CHECK(learnt(folds, 0, y) == Rows{0, 1});
  CHECK(is_unbound(tied(30, {}, Numbers(30, 4))));
}

TEST_CASE("a part held out inside a fit is of whole groups and near its share") {
  Target y;
  y.task = Task::binary;
  y.classes = 2;
  y.ties.groups = in_runs_of(5, 200);
  for (const std::uint32_t group : y.ties.groups) y.labels.push_back(group % 2 == 0);
  for (const double share : {0.1, 0.25, 0.5}) {
    const auto cut = inner_hold_out(y, share, RandomKey(3));
    REQUIRE(cut);
    const Rows in = learnt(*cut, 0, y), out = judged(*cut, 0, y);
    CHECK(static_cast<double>(out.size()) == Approx(share * 200).margin(5));
    CHECK(in.size() + out.size() == 200);
    CHECK_FALSE(meet(values_of(in, y.ties.groups), values_of(out, y.ties.groups)));
    const auto ones =
        std::ranges::count_if(out, [&](std::size_t row) { return y.labels[row] == 1; });
    CHECK(static_cast<double>(ones) == Approx(share * 100).margin(5));
  }
}

TEST_CASE("a part of large groups is never empty and never everything") {
  const Target y = tied(10, {0, 0, 0, 0, 0, 0, 0, 1, 1, 1});
  for (const double share : {0.01, 0.1, 0.9, 0.99}) {
    const auto cut = inner_hold_out(y, share, RandomKey(1));
    REQUIRE(cut);
    CHECK_FALSE(judged(*cut, 0, y).empty());
    CHECK_FALSE(learnt(*cut, 0, y).empty());
  }
  CHECK(judged(*inner_hold_out(y, 0.1, RandomKey(1)), 0, y) == Rows{7, 8, 9});
}

TEST_CASE("a gap of times leaves whole ones out of what is learnt inside a fit") {
  Target y = tied(40, {}, in_runs_of(4, 40));
  y.ties.gap = 2;
  y.ties.gap_counts_times = true;
  const auto cut = inner_hold_out(y, 0.2, RandomKey(1));
  REQUIRE(cut);
  CHECK(judged(*cut, 0, y).front() == 32);
  CHECK(learnt(*cut, 0, y).back() == 23);
  const std::vector<std::uint32_t> some = {0, 1, 2, 3};
  CHECK(y.ties.picked<std::uint32_t>(some).gap_counts_times);
}

TEST_CASE("over time the last rows are held out inside a fit, behind the gap") {
  Target y = tied(40, {}, in_runs_of(4, 40));
  y.ties.gap = 6;
  const auto cut = inner_hold_out(y, 0.2, RandomKey(1));
  REQUIRE(cut);
  CHECK(judged(*cut, 0, y) == Rows{32, 33, 34, 35, 36, 37, 38, 39});
  CHECK(learnt(*cut, 0, y).back() == 25);
  // Of the last time, which is longer than the share, nothing is parted.
  Numbers late(40, 1);
  late[0] = 0;
  const Target long_time = tied(40, {}, late);
  const auto last = inner_hold_out(long_time, 0.1, RandomKey(1));
  REQUIRE(last);
  CHECK(learnt(*last, 0, long_time) == Rows{0});
  CHECK(judged(*last, 0, long_time).size() == 39);
}

TEST_CASE("rows over time go by it, whatever their groups") {
  const Target y = tied(12, Numbers{0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1}, in_runs_of(1, 12));
  CHECK(judged(*inner_hold_out(y, 0.25, RandomKey(1)), 0, y) == Rows{9, 10, 11});
}

TEST_CASE("a repeated row is judged where its copies are") {
  Target y = tied(30, {});
  y.ties.origins = in_runs_of(1, 20);
  for (std::uint32_t copy = 0; copy < 10; ++copy) y.ties.origins.push_back(copy);
  const InnerFolds folds = bound(y, 5);
  for (std::size_t f = 0; f < 5; ++f)
    for (std::size_t copy = 20; copy < 30; ++copy)
      CHECK(folds.judges(f, copy) == folds.judges(f, copy - 20));
  // One group of all rows leaves the copies bound.
  y.ties.groups.assign(30, 0);
  CHECK(bound(y, 5).count() == 5);
  // Copies count once in a gap.
  y.ties.times = y.ties.origins;
  y.ties.gap = 2;
  const auto cut = inner_hold_out(y, 0.1, RandomKey(1));
  REQUIRE(cut);
  CHECK(judged(*cut, 0, y) == Rows{17, 18, 19});
  CHECK(values_of(learnt(*cut, 0, y), y.ties.origins) == [] {
    std::set<std::uint32_t> first;
    for (std::uint32_t row = 0; row < 15; ++row) first.insert(row);
    return first;
  }());
}

TEST_CASE("a row between two others is learnt from where both are, and never judged") {
  Target y = tied(12, {0, 0, 1, 1, 2, 2, 3, 3, 0, 0, 0, 0});
  y.ties.mixed = {{0, 1}, {0, 2}, {4, 6}, {7, 2}};
  const auto holds_for = [&](const InnerFolds& folds) {
    for (std::size_t f = 0; f < folds.count(); ++f)
      for (std::size_t n = 8; n < 12; ++n) {
        const Parents& parents = y.ties.mixed[n - 8];
        CHECK_FALSE(folds.judges(f, n));
        CHECK(folds.learns_from(f, n) ==
              (folds.learns_from(f, parents.one) && folds.learns_from(f, parents.other)));
      }
  };
  holds_for(bound(y, 4));
  holds_for(*inner_hold_out(y, 0.25, RandomKey(1)));
  y.ties.times = {0, 1, 2, 3, 4, 5, 6, 7, 0, 0, 0, 0};
  const InnerFolds forward = bound(y, 3);
  holds_for(forward);
  CHECK(learnt(forward, 0, y) == Rows{0, 1, 8});
}

TEST_CASE("parts of tied rows hold every row once: whole groups, or blocks over time") {
  const Target grouped = tied(40, in_runs_of(4, 40));
  const auto parts = inner_parts(grouped, 5, RandomKey(1));
  REQUIRE(parts);
  CHECK(std::set<std::int32_t>(parts->begin(), parts->end()).size() == 5);
  for (std::size_t n = 0; n < 40; ++n) CHECK((*parts)[n] == (*parts)[n / 4 * 4]);
  const auto blocks = inner_parts(tied(40, {}, in_runs_of(4, 40)), 5, RandomKey(1));
  REQUIRE(blocks);
  for (std::size_t n = 0; n < 40; ++n) CHECK((*blocks)[n] == static_cast<std::int32_t>(n / 8));
}

TEST_CASE("ties follow the rows that are picked") {
  RowTies ties;
  ties.groups = {5, 6, 7};
  ties.times = {1, 2, 3};
  ties.gap = 4;
  const std::vector<std::size_t> rows = {2, 0, 2};
  const RowTies some = ties.picked(std::span<const std::size_t>(rows));
  CHECK(some.groups == Numbers{7, 5, 7});
  CHECK(some.times == Numbers{3, 1, 3});
  CHECK(some.gap == 4);
  CHECK(some.origins.empty());
  CHECK_FALSE(some.is_empty());
  CHECK(RowTies().is_empty());
}
