#include "pipeline/data/splits.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <numeric>
#include <set>

#include "tests/pipeline/data/split_fixture.hpp"

namespace {

using namespace dlflow::data;
using split_fixture::all_rows;
using split_fixture::message_of;
using Counts = std::vector<std::vector<int>>;

SplitTarget target_of(std::vector<std::int32_t> labels) {
  SplitTarget target;
  target.class_count = *std::max_element(labels.begin(), labels.end()) + 1;
  target.classes = std::move(labels);
  target.labels = {"setosa", "versicolor", "virginica", "other"};
  return target;
}

SplitTarget target_of_counts(const std::vector<int>& counts) {
  std::vector<std::int32_t> labels;
  for (std::size_t c = 0; c < counts.size(); ++c)
    labels.insert(labels.end(), static_cast<std::size_t>(counts[c]), static_cast<std::int32_t>(c));
  return target_of(labels);
}

Counts counts_of(const std::vector<Fold>& folds, const SplitTarget& target) {
  Counts all;
  for (const Fold& fold : folds) {
    auto& counts = all.emplace_back(static_cast<std::size_t>(target.class_count));
    for (const RowIndex row : fold.held_out)
      ++counts[static_cast<std::size_t>(target.classes[row])];
  }
  return all;
}

}  // namespace

TEST_CASE("stratified folds have the sizes of scikit-learn") {
  struct Case {
    SplitTarget target;
    Counts expected;
  };
  // From tests/reference/split_sizes.py with scikit-learn 1.2.1.
  const std::vector<Case> cases = {
      {target_of_counts({50, 50, 50}),
       {{8, 7, 7}, {7, 8, 7}, {7, 7, 8}, {7, 7, 7}, {7, 7, 7}, {7, 7, 7}, {7, 7, 7}}},
      {target_of_counts({59, 71, 48}),
       {{6, 7, 5},
        {6, 7, 5},
        {6, 7, 5},
        {6, 7, 5},
        {6, 7, 5},
        {6, 7, 5},
        {6, 7, 5},
        {6, 7, 5},
        {6, 7, 4},
        {5, 8, 4}}},
      {target_of_counts({500, 268}),
       {{50, 27},
        {50, 27},
        {50, 27},
        {50, 27},
        {50, 27},
        {50, 27},
        {50, 27},
        {50, 27},
        {50, 26},
        {50, 26}}},
      {target_of_counts({11, 13, 7, 5}), {{3, 3, 2, 1}, {3, 3, 2, 1}, {3, 3, 2, 1}, {2, 4, 1, 2}}},
      {target_of({2, 0, 1, 0, 2, 2, 1, 0, 0, 0, 2, 1, 1, 2, 0, 0, 1, 1, 2}),
       {{2, 1, 2}, {1, 2, 2}, {2, 2, 1}, {2, 1, 1}}},
      {target_of({1, 1, 1, 1, 0, 0, 0, 0, 0, 1, 0}), {{2, 2}, {2, 2}, {2, 1}}},
  };
  for (const Case& c : cases) {
    const auto rows = all_rows(c.target.classes.size());
    const auto folds = k_folds(rows, c.target, static_cast<int>(c.expected.size()), 1, 7);
    CHECK(counts_of(folds, c.target) == c.expected);
  }
}

TEST_CASE("folds of numbers have the sizes of scikit-learn") {
  const auto sizes = [](std::size_t rows, int folds) {
    std::vector<std::size_t> all;
    for (const Fold& fold : k_folds(all_rows(rows), {}, folds, 1, 3))
      all.push_back(fold.held_out.size());
    return all;
  };
  CHECK(sizes(442, 10) == std::vector<std::size_t>{45, 45, 44, 44, 44, 44, 44, 44, 44, 44});
  CHECK(sizes(506, 10) == std::vector<std::size_t>{51, 51, 51, 51, 51, 51, 50, 50, 50, 50});
  CHECK(sizes(17, 5) == std::vector<std::size_t>{4, 4, 3, 3, 3});
}

TEST_CASE("every row is held out once a repeat, and learnt from otherwise") {
  const SplitTarget target = target_of_counts({20, 33, 12});
  std::vector<RowIndex> rows = all_rows(65);
  rows.erase(rows.begin() + 3);
  const auto folds = k_folds(rows, target, 5, 3, 11);
  REQUIRE(folds.size() == 15);
  std::vector<int> times(65);
  std::set<std::vector<RowIndex>> different;
  for (const Fold& fold : folds) {
    for (const RowIndex row : fold.held_out) ++times[row];
    CHECK(std::is_sorted(fold.held_out.begin(), fold.held_out.end()));
    CHECK(std::is_sorted(fold.train.begin(), fold.train.end()));
    std::vector<RowIndex> together = fold.train;
    together.insert(together.end(), fold.held_out.begin(), fold.held_out.end());
    std::sort(together.begin(), together.end());
    CHECK(together == rows);
    different.insert(fold.held_out);
  }
  CHECK(different.size() == 15);
  for (std::size_t row = 0; row < 65; ++row) CHECK(times[row] == (row == 3 ? 0 : 3));
}

TEST_CASE("a seed decides the folds and nothing else does") {
  const SplitTarget target = target_of_counts({30, 30});
  const auto held = [&](std::uint64_t seed, int repeats) {
    return k_folds(all_rows(60), target, 6, repeats, seed).front().held_out;
  };
  CHECK(held(1, 1) == held(1, 4));
  CHECK(held(1, 1) != held(2, 1));
}

TEST_CASE("too few rows for the folds are named by class") {
  const SplitTarget target = target_of_counts({20, 20, 3});
  CHECK_THAT(message_of([&] { k_folds(all_rows(43), target, 10, 1, 0); }),
             Catch::Contains("class 'virginica' has 3 rows, fewer than the 10 folds"));
  CHECK_THAT(message_of([&] { k_folds(all_rows(4), {}, 5, 1, 0); }),
             Catch::Contains("there are 4 rows, fewer than the 5 folds"));
  CHECK_THAT(message_of([&] { hold_out({7}, {}, 0.2, 0); }), Catch::Contains("at least 2 rows"));
}

TEST_CASE("the rows of a class with fewer of them than folds go to different folds") {
  SplitTarget target = target_of_counts({30, 3, 1});
  const auto counts = counts_of(k_folds(all_rows(34), target, 5, 2, 3, RareClass::spread), target);
  for (std::size_t repeat = 0; repeat < 2; ++repeat) {
    std::vector<int> of_class(3);
    for (std::size_t f = 0; f < 5; ++f) {
      const auto& fold = counts[repeat * 5 + f];
      CHECK(fold[0] == 6);
      CHECK(fold[1] <= 1);
      for (std::size_t k = 0; k < 3; ++k) of_class[k] += fold[k];
    }
    CHECK(of_class == std::vector<int>{30, 3, 1});
  }
  CHECK_THAT(message_of([&] { k_folds(all_rows(4), target, 5, 1, 3, RareClass::spread); }),
             Catch::Contains("there are 4 rows, fewer than the 5 folds"));
  const SplitTarget two = target_of_counts({20, 1});
  for (const Fold& fold : k_folds(all_rows(21), two, 5, 1, 3, RareClass::spread))
    CHECK(fold.train.back() == 20);
  target.sealed = {8, 1, 0};
  CHECK_THAT(message_of([&] { k_folds(all_rows(34), target, 5, 1, 3); }),
             Catch::Contains("class 'versicolor' has 3 rows to deal (1 more is sealed in the test "
                             "set), fewer than the 5 folds") &&
                 Catch::Contains("or 'kind: kfold'"));
  CHECK(class_sizes(all_rows(32), target) == std::vector<std::size_t>{30, 2, 0});
}

TEST_CASE("a hold-out keeps the shares of the classes") {
  const SplitTarget target = target_of_counts({500, 268});
  const Fold fold = hold_out(all_rows(768), target, 0.2, 5);
  CHECK(counts_of({fold}, target) == Counts{{100, 54}});
  CHECK(fold.train.size() == 614);
  CHECK(hold_out(all_rows(768), target, 0.2, 5).held_out == fold.held_out);
  CHECK(hold_out(all_rows(768), target, 0.2, 6).held_out != fold.held_out);
  CHECK(hold_out(all_rows(15), {}, 0.2, 5).held_out.size() == 3);
  CHECK(hold_out(all_rows(2), {}, 0.01, 5).held_out.size() == 1);
  CHECK(hold_out(all_rows(2), {}, 0.99, 5).train.size() == 1);
}
