#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "core/base/text.hpp"
#include "pipeline/data/column_splits.hpp"
#include "pipeline/data/fold_file.hpp"
#include "pipeline/data/group_splits.hpp"
#include "pipeline/data/time_splits.hpp"
#include "tests/pipeline/data/split_fixture.hpp"

namespace {

using namespace dlflow::data;
using split_fixture::all_rows;
using split_fixture::message_of;

std::vector<long long> numbers(std::string_view text) {
  std::istringstream in{std::string(text)};
  std::vector<long long> out;
  for (long long value = 0; in >> value;) out.push_back(value);
  return out;
}

/// The cases of one splitter: the pieces of each line, without its name.
std::vector<std::vector<std::string>> cases_of(const std::string& name) {
  std::ifstream in(DLFLOW_SOURCE_DIR "/tests/reference/splits.txt");
  std::vector<std::vector<std::string>> cases;
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with(name + " ")) continue;
    auto& parts = cases.emplace_back();
    const std::string rest = line.substr(name.size());
    for (const auto piece : dlflow::split(rest, '|')) parts.emplace_back(dlflow::trim(piece));
  }
  REQUIRE(cases.size() >= 20);
  return cases;
}

/// Groups of the given sizes, row after row.
SplitGroups groups_of_sizes(const std::vector<long long>& sizes) {
  SplitGroups groups{"patient", {}, {}};
  for (std::size_t g = 0; g < sizes.size(); ++g) {
    groups.names.push_back("g" + std::to_string(g));
    groups.of_row.insert(groups.of_row.end(), static_cast<std::size_t>(sizes[g]),
                         static_cast<std::int32_t>(g));
  }
  return groups;
}

Column texts(const std::vector<std::string>& values) {
  Column column;
  column.name = "c";
  column.kind = ColumnKind::text;
  column.texts = values;
  return column;
}

std::vector<Column> one(Column column) {
  std::vector<Column> columns;
  columns.push_back(std::move(column));
  return columns;
}

}  // namespace

TEST_CASE("cuts over time are those of scikit-learn") {
  for (const auto& parts : cases_of("time")) {
    const auto in = numbers(parts[0]);
    CAPTURE(parts[0]);
    TimeWindows windows;
    windows.origins = static_cast<std::size_t>(in[1]);
    windows.step = static_cast<std::size_t>(in[2]);
    windows.gap = static_cast<std::size_t>(in[3]);
    windows.training = static_cast<std::size_t>(in[4]);
    windows.is_rolling = in[4] > 0;
    std::vector<long long> got;
    for (const Fold& fold : time_folds(all_rows(static_cast<std::size_t>(in[0])), windows)) {
      CHECK(fold.train.size() == fold.train.back() - fold.train.front() + 1);
      CHECK(fold.held_out.size() == fold.held_out.back() - fold.held_out.front() + 1);
      got.insert(got.end(), {fold.train.front(), fold.train.back() + 1, fold.held_out.front(),
                             fold.held_out.back() + 1});
    }
    CHECK(got == numbers(parts[1]));
  }
}

TEST_CASE("a horizon longer than the step makes parts that overlap, the last at the end") {
  TimeWindows windows;
  windows.origins = 3;
  windows.step = 1;
  windows.horizon = 4;
  windows.is_rolling = true;
  const auto folds = time_folds(all_rows(20), windows);
  REQUIRE(folds.size() == 3);
  CHECK(folds[0].held_out == std::vector<RowIndex>{14, 15, 16, 17});
  CHECK(folds[2].held_out == std::vector<RowIndex>{16, 17, 18, 19});
  CHECK(folds[2].train.front() == 2);
  CHECK(folds[2].train.size() == 14);
}

TEST_CASE("a cut over time moves on to where a time begins") {
  // 24 rows, four a time.
  std::vector<std::string> days;
  for (int i = 0; i < 24; ++i) days.push_back("2026-01-0" + std::to_string(1 + i / 4));
  const auto rows = all_rows(24);
  const TimeStarts starts = time_starts(texts(days), rows);
  CHECK(std::ranges::count(starts, true) == 6);
  CHECK(starts[4]);
  const Fold last = hold_out_last(rows, 6, 1, starts);
  CHECK(last.held_out == std::vector<RowIndex>{20, 21, 22, 23});
  CHECK(last.train.back() == 18);
  CHECK(hold_out_last(rows, 8, 0, starts).held_out.size() == 8);
  CHECK_THAT(message_of([&] { hold_out_last(rows, 3, 0, starts); }),
             Catch::Contains("the last 3 rows lie within one time") &&
                 Catch::Contains("hold out the last 4 rows or more"));
  const TimeStarts none = time_starts(texts(std::vector<std::string>(24, "2026")), rows);
  CHECK_THAT(message_of([&] { hold_out_last(rows, 6, 0, none); }),
             Catch::Contains("all rows have the same time"));

  TimeWindows windows;
  windows.origins = 3;
  windows.horizon = 5;
  const auto folds = time_folds(rows, windows, starts);
  REQUIRE(folds.size() == 3);
  std::vector<RowIndex> begins, sizes;
  for (const Fold& fold : folds) {
    begins.push_back(fold.held_out.front());
    sizes.push_back(static_cast<RowIndex>(fold.held_out.size()));
    CHECK(fold.train.size() == fold.held_out.front());
  }
  CHECK(begins == std::vector<RowIndex>{12, 16, 20});
  CHECK(sizes == std::vector<RowIndex>{4, 4, 4});
  windows.horizon = 2;
  CHECK_THAT(message_of([&] { time_folds(rows, windows, starts); }),
             Catch::Contains("cut 1 has no time of its own to judge: up to 4 rows have one time"));
  windows.horizon = 5;
  windows.step = 1;
  CHECK_THAT(message_of([&] { time_folds(rows, windows, starts); }),
             Catch::Contains("has no time of its own to judge"));
}

TEST_CASE("where times are counted, cuts hold out whole ones and as many as asked for") {
  // Six days with 1 to 6 rows.
  std::vector<std::string> days;
  for (int day = 1; day <= 6; ++day)
    days.insert(days.end(), static_cast<std::size_t>(day), "2026-01-0" + std::to_string(day));
  const auto rows = all_rows(21);
  const TimeStarts starts = time_starts(texts(days), rows);
  const Fold last = hold_out_last_times(rows, 2, 1, starts);
  CHECK(last.held_out.front() == 10);
  CHECK(last.held_out.size() == 11);
  CHECK(last.train == std::vector<RowIndex>{0, 1, 2, 3, 4, 5});
  CHECK_THAT(message_of([&] { hold_out_last_times(rows, 5, 1, starts); }),
             Catch::Contains("the last 5 of 6 times cannot be held out after a gap of 1") &&
                 Catch::Contains("at least one time must be left on each side"));

  TimeWindows windows;
  windows.origins = 2;
  windows.horizon = 2;
  windows.step = 1;
  windows.is_rolling = true;
  windows.training = 2;
  const auto folds = time_folds_of_times(rows, windows, starts);
  REQUIRE(folds.size() == 2);
  CHECK(folds[0].train == std::vector<RowIndex>{1, 2, 3, 4, 5});
  CHECK(folds[0].held_out.size() == 4 + 5);
  CHECK(folds[1].train.size() == 3 + 4);
  CHECK(folds[1].held_out.size() == 5 + 6);
  CHECK(folds[1].number == 1);
  windows.origins = 5;
  CHECK_THAT(message_of([&] { time_folds_of_times(rows, windows, starts); }),
             Catch::Contains("6 times are too few for 5 cuts of 2 times, 1 apart"));
}

TEST_CASE("times that all differ leave a cut where it is") {
  Column times;
  times.name = "t";
  times.kind = ColumnKind::number;
  for (int i = 0; i < 33; ++i) times.numbers.push_back(i);
  const auto rows = all_rows(33);
  const auto starts = time_starts(times, rows);
  TimeWindows windows;
  windows.origins = 4;
  windows.gap = 1;
  const auto plain = time_folds(rows, windows), dealt = time_folds(rows, windows, starts);
  REQUIRE(plain.size() == dealt.size());
  for (std::size_t f = 0; f < plain.size(); ++f) {
    CHECK(plain[f].train == dealt[f].train);
    CHECK(plain[f].held_out == dealt[f].held_out);
  }
}

TEST_CASE("a rolling window that no cut can fill is refused") {
  TimeWindows windows;
  windows.origins = 3;
  windows.is_rolling = true;
  windows.training = 15;
  CHECK(time_folds(all_rows(20), windows).back().train.size() == 15);
  windows.training = 16;
  CHECK_THAT(message_of([&] { time_folds(all_rows(20), windows); }),
             Catch::Contains("a window of 16 rows is never full: the last cut has 15 before it"));
}

TEST_CASE("folds of groups have the sizes of scikit-learn, in every repeat") {
  for (const auto& parts : cases_of("group")) {
    const auto groups = groups_of_sizes(numbers(parts[1]));
    const auto rows = all_rows(groups.of_row.size());
    const int folds = static_cast<int>(numbers(parts[0])[0]);
    std::vector<long long> sizes;
    for (const Fold& fold : group_folds(rows, {}, groups, folds, 2, 5))
      sizes.push_back(static_cast<long long>(fold.held_out.size()));
    auto twice = numbers(parts[2]);
    twice.insert(twice.end(), twice.begin(), twice.begin() + folds);
    CAPTURE(parts[0], parts[1]);
    CHECK(sizes == twice);
  }
}

TEST_CASE("stratified folds of groups are those of scikit-learn") {
  for (const auto& parts : cases_of("stratified_group")) {
    const auto in = numbers(parts[0]);
    const auto counts = numbers(parts[1]);
    const auto classes = static_cast<std::size_t>(in[1]);
    std::vector<long long> sizes(counts.size() / classes);
    SplitTarget target;
    target.class_count = static_cast<int>(classes);
    for (std::size_t i = 0; i < counts.size(); ++i) {
      sizes[i / classes] += counts[i];
      target.classes.insert(target.classes.end(), static_cast<std::size_t>(counts[i]),
                            static_cast<std::int32_t>(i % classes));
    }
    const auto groups = groups_of_sizes(sizes);
    std::vector<long long> fold_of(sizes.size(), -1);
    for (const Fold& fold :
         group_folds(all_rows(groups.of_row.size()), target, groups, static_cast<int>(in[0]), 1, 9))
      for (const RowIndex row : fold.held_out)
        fold_of[static_cast<std::size_t>(groups.of_row[row])] = fold.number;
    CAPTURE(parts[0], parts[1]);
    CHECK(fold_of == numbers(parts[2]));
  }
}

TEST_CASE("no group stands on both sides, and every row is held out once a repeat") {
  const auto groups = groups_of_sizes({3, 1, 4, 1, 5, 2, 6, 5, 3, 5, 2, 4});
  const auto rows = all_rows(groups.of_row.size());
  std::vector<int> times(rows.size());
  std::set<std::vector<RowIndex>> different;
  auto folds = group_folds(rows, {}, groups, 4, 3, 2);
  for (const Fold& fold : folds) {
    for (const RowIndex row : fold.held_out) ++times[row];
    different.insert(fold.held_out);
  }
  CHECK(std::ranges::all_of(times, [](int n) { return n == 3; }));
  CHECK(different.size() > 4);
  folds.push_back(hold_out_groups(rows, groups, 0.3, dlflow::RandomKey(1)));
  const auto draws = shuffled_groups(rows, groups, 4, 0.3, 3);
  CHECK(draws[0].held_out != draws[1].held_out);
  CHECK(draws[3].number == 3);
  folds.insert(folds.end(), draws.begin(), draws.end());
  for (const Fold& fold : folds) {
    std::set<std::int32_t> learnt, held;
    for (const RowIndex row : fold.train) learnt.insert(groups.of_row[row]);
    for (const RowIndex row : fold.held_out) held.insert(groups.of_row[row]);
    CHECK(learnt.size() + held.size() == 12);
    CHECK(parted_groups(fold, groups).empty());
  }
  std::swap(folds[0].train.back(), folds[0].held_out.back());
  CHECK(parted_groups(folds[0], groups).size() == 2);
}

TEST_CASE("groups allow as many folds as there are of them, none smaller than the largest") {
  const auto fitting = [](const std::vector<long long>& sizes, int wanted) {
    const SplitGroups groups = groups_of_sizes(sizes);
    const auto rows = all_rows(groups.of_row.size());
    const int folds = fitting_group_folds(rows, groups, wanted);
    if (folds > 0) CHECK(group_folds(rows, {}, groups, folds, 1, 1).size() == std::size_t(folds));
    return folds;
  };
  CHECK(fitting({4, 4, 4, 4, 4, 4}, 5) == 5);
  CHECK(fitting({4, 4, 4}, 5) == 3);
  CHECK(fitting({9, 3, 3, 3, 3, 3, 3}, 5) == 3);
  CHECK(fitting({15, 3, 3, 3}, 5) == 4);
  CHECK(fitting({8}, 5) == 0);
}

TEST_CASE("a group larger than any fold makes one that is larger") {
  const SplitGroups groups = groups_of_sizes({8, 1, 1, 1, 1});
  const auto folds = group_folds(all_rows(12), {}, groups, 5, 2, 3);
  REQUIRE(folds.size() == 10);
  for (std::size_t repeat = 0; repeat < 2; ++repeat) {
    std::multiset<std::size_t> sizes;
    for (std::size_t f = 0; f < 5; ++f) sizes.insert(folds[5 * repeat + f].held_out.size());
    CHECK(sizes == std::multiset<std::size_t>{1, 1, 1, 1, 8});
  }
  CHECK(largest_group(all_rows(12), groups).name == "g0");
  CHECK(largest_group(all_rows(12), groups).rows == 8);
  SplitTarget mixed;
  mixed.class_count = 2;
  mixed.classes = {0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1};
  mixed.labels = {"a", "b"};
  CHECK(group_folds(all_rows(12), mixed, groups, 4, 1, 3).size() == 4);
}

TEST_CASE("shares of rows and of groups are rounded as scikit-learn rounds them") {
  for (const auto& parts : cases_of("shuffle")) {
    std::istringstream in(parts[0]);
    std::size_t rows = 0, held = 0;
    double share = 0;
    in >> rows >> share >> held;
    for (const Fold& fold : shuffled_folds(all_rows(rows), {}, 3, share, 4)) {
      CHECK(fold.held_out.size() == held);
      CHECK(fold.train.size() == rows - held);
    }
  }
  for (const auto& parts : cases_of("hold_out_groups")) {
    std::istringstream in(parts[0]);
    std::size_t count = 0, held = 0;
    double share = 0;
    in >> count >> share >> held;
    const auto groups = groups_of_sizes(std::vector<long long>(count, 1));
    CHECK(hold_out_groups(all_rows(count), groups, share, dlflow::RandomKey(7)).held_out.size() ==
          held);
  }
}

TEST_CASE("random draws differ, hold the shares of the classes and follow the seed") {
  SplitTarget target;
  target.class_count = 2;
  for (int i = 0; i < 100; ++i) target.classes.push_back(i % 4 == 0 ? 1 : 0);
  const auto draws = shuffled_folds(all_rows(100), target, 5, 0.2, 1);
  std::set<std::vector<RowIndex>> different;
  for (const Fold& fold : draws) {
    different.insert(fold.held_out);
    CHECK(std::ranges::count_if(fold.held_out,
                                [&](RowIndex row) { return target.classes[row] == 1; }) == 5);
  }
  CHECK(different.size() == 5);
  CHECK(shuffled_folds(all_rows(100), target, 2, 0.2, 1)[1].held_out == draws[1].held_out);
  CHECK(shuffled_folds(all_rows(100), target, 1, 0.2, 2)[0].held_out != draws[0].held_out);
}

TEST_CASE("predefined folds are those of scikit-learn") {
  for (const auto& parts : cases_of("predefined")) {
    std::vector<std::string> values;
    for (const long long fold : numbers(parts[1]))
      values.push_back(fold < 0 ? "" : std::to_string(fold));
    std::string got;
    for (const Fold& fold : predefined_folds(all_rows(values.size()), one(texts(values)))) {
      std::vector<std::string> held;
      for (const RowIndex row : fold.held_out) held.push_back(std::to_string(row));
      got += (got.empty() ? "" : " ") + dlflow::join(held, ",");
      CHECK(fold.train.size() + fold.held_out.size() == values.size());
    }
    CHECK(got == parts[2]);
  }
}

TEST_CASE("a file deals folds, a column a repeat") {
  const auto columns = fold_columns("0,b\n1, a\r\n-1,a\n,b\n\n", "folds.csv", 4);
  const auto folds = predefined_folds(all_rows(4), columns);
  REQUIRE(folds.size() == 4);
  CHECK(folds[0].held_out == std::vector<RowIndex>{0});
  CHECK(folds[0].train == std::vector<RowIndex>{1, 2, 3});
  CHECK(folds[1].held_out == std::vector<RowIndex>{1});
  CHECK(folds[2].held_out == std::vector<RowIndex>{1, 2});
  CHECK(folds[3].held_out == std::vector<RowIndex>{0, 3});
  CHECK(folds[1].repeat == 0);
  CHECK(folds[2].repeat == 1);
  CHECK(folds[2].number == 0);
}

TEST_CASE("a fold file that does not fit is refused") {
  const auto refusal = [](const char* text, std::size_t rows) {
    return message_of([&] { predefined_folds(all_rows(rows), fold_columns(text, "f.csv", rows)); });
  };
  CHECK_THAT(refusal("0\n1\n", 3), Catch::Contains("f.csv has 2 lines, the data have 3 rows"));
  CHECK_THAT(refusal("", 3), Catch::Contains("f.csv has 0 lines"));
  CHECK_THAT(refusal("0,1\n1\n", 2),
             Catch::Contains("f.csv, line 2: expected 2 folds as in line 1, got 1"));
  CHECK_THAT(refusal("0,1\n1,1\n", 2),
             Catch::Contains("column 'f.csv, repeat 2' puts every row into one fold"));
  CHECK_THAT(refusal("-1,1\n-1,0\n", 2),
             Catch::Contains("no row has a value in the fold column 'f.csv, repeat 1'"));
}

TEST_CASE("leaving one out judges each row once, and seeds judge one part again") {
  const auto folds = leave_one_out(all_rows(4));
  REQUIRE(folds.size() == 4);
  CHECK(folds[2].held_out == std::vector<RowIndex>{2});
  CHECK(folds[2].train == std::vector<RowIndex>{0, 1, 3});
  const auto seeds = with_seeds(folds[1], 3);
  REQUIRE(seeds.size() == 3);
  CHECK(seeds[2].held_out == folds[1].held_out);
  CHECK(seeds[2].repeat == 2);
  CHECK(seeds[2].number == 0);
}

TEST_CASE("a hash keeps each row on its side as rows arrive") {
  std::vector<std::string> ids;
  for (int i = 0; i < 3000; ++i) ids.push_back("id-" + std::to_string(i));
  const Fold all = hold_out_by_hash(all_rows(3000), texts(ids), 0.2);
  CHECK(all.held_out.size() > 510);
  CHECK(all.held_out.size() < 690);
  const Fold few = hold_out_by_hash(all_rows(500), texts(ids), 0.2);
  std::vector<RowIndex> first;
  std::ranges::copy_if(all.held_out, std::back_inserter(first),
                       [](RowIndex row) { return row < 500; });
  CHECK(few.held_out == first);
  ids.resize(6, "id-0");
  CHECK_THAT(message_of([&] {
               hold_out_by_hash(all_rows(2), texts({"x", "x"}), 0.2);
             }),
             Catch::Contains("of the values of 'c' falls into the test part"));
}

TEST_CASE("marks and row numbers choose the rows held out") {
  const auto column = texts({"train", "test", "", "test", "train"});
  CHECK(hold_out_marked(all_rows(5), column, "test").held_out == std::vector<RowIndex>{1, 3});
  CHECK_THAT(message_of([&] { hold_out_marked(all_rows(5), column, "Test"); }),
             Catch::Contains("no row has 'Test' in column 'c'") &&
                 Catch::Contains("its values are: train, test"));
  const std::vector<long long> listed = {5, 2, 2};
  CHECK(hold_out_listed({0, 1, 2, 3}, listed, 5).held_out == std::vector<RowIndex>{1});
  const std::vector<long long> wrong = {6};
  CHECK_THAT(message_of([&] { hold_out_listed(all_rows(5), wrong, 5); }),
             Catch::Contains("there is no row 6; the table has 5"));
}

TEST_CASE("what cannot be cut is refused in words") {
  const auto groups = groups_of_sizes({5, 1, 1, 1, 1, 1});
  SplitTarget apart;
  apart.class_count = 2;
  apart.classes = {0, 0, 0, 0, 0, 1, 1, 1, 1, 1};
  apart.labels = {"a", "b"};
  CHECK_THAT(
      message_of([&] { group_folds(all_rows(10), apart, groups, 5, 1, 0); }),
      Catch::Contains("group 'g0' of column 'patient' has 5 rows, more than the 2 of a fold") &&
          Catch::Contains("use at most 2 folds"));
  CHECK_THAT(message_of([&] { group_folds(all_rows(10), {}, groups, 7, 1, 0); }),
             Catch::Contains("column 'patient' has 6 groups, fewer than the 7 folds"));
  CHECK_THAT(message_of([&] { hold_out_last(all_rows(10), 8, 2); }),
             Catch::Contains("the last 8 of 10 rows cannot be held out after a gap of 2"));
  TimeWindows windows;
  windows.origins = 12;
  windows.step = 1;
  CHECK_THAT(message_of([&] { time_folds(all_rows(12), windows); }),
             Catch::Contains("12 rows are too few for 12 cuts of 1 row, 1 apart"));
  CHECK_THAT(message_of([&] {
               groups_of(texts({"a", ""}), all_rows(2));
             }),
             Catch::Contains("row 2 has no value of the group column 'c'"));
  CHECK_THAT(message_of([&] {
               predefined_folds(all_rows(2), one(texts({"a", "a"})));
             }),
             Catch::Contains("puts every row into one fold"));
}

TEST_CASE("times must ascend and sort as they read") {
  CHECK(message_of([] {
          require_ascending(texts({"1949-01", "1949-02", "1949-02", "1950-01"}), all_rows(4));
        }) == "no error");
  CHECK_THAT(message_of([] {
               require_ascending(texts({"1949-02", "1949-01"}), all_rows(2));
             }),
             Catch::Contains("time 'c' goes backwards in row 2: '1949-01' after '1949-02'") &&
                 Catch::Contains("sort the file by 'c'"));
  CHECK_THAT(message_of([] { require_ascending(texts({"31/12/1990"}), all_rows(1)); }),
             Catch::Contains("expected a number or a date such as 2026-03-01, got '31/12/1990'"));
  CHECK_THAT(message_of([] {
               require_ascending(texts({"2026-03-01 12:30", ""}), all_rows(2));
             }),
             Catch::Contains("row 2 has no value of the time column 'c'"));
}
