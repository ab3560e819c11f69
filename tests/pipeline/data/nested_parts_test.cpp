#include "pipeline/data/nested_parts.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>
#include <set>

using namespace dlflow;
using namespace dlflow::data;

namespace {

using Indices = std::vector<RowIndex>;

Indices rows_up_to(std::size_t count) {
  Indices rows(count);
  std::iota(rows.begin(), rows.end(), RowIndex{0});
  return rows;
}

bool lies_within(const Indices& part, const Indices& all) {
  return std::ranges::includes(all, part);
}

/// 100 rows: 70 of class 0, 29 of class 1, one of class 2.
SplitTarget three_classes() {
  SplitTarget target;
  target.class_count = 3;
  for (int row = 0; row < 100; ++row) target.classes.push_back(row < 70 ? 0 : row < 99 ? 1 : 2);
  return target;
}

const RandomKey kKey = RandomKey(5).with("parts");

}  // namespace

TEST_CASE("each part of the rows lies within the next, with the classes in proportion") {
  const Indices rows = rows_up_to(100);
  const SplitTarget target = three_classes();
  Indices before;
  for (const double share : {0.03, 0.1, 0.25, 0.5, 0.77, 1.0}) {
    CAPTURE(share);
    const Indices part = nested_part(rows, target, share, kKey);
    CHECK(part.size() == static_cast<std::size_t>(100 * share + 0.5));
    CHECK(std::ranges::is_sorted(part));
    CHECK(lies_within(before, part));
    const auto sizes = class_sizes(part, target);
    CHECK(sizes[2] == 1);
    CHECK(std::abs(static_cast<double>(sizes[0]) - 70 * share) <= 1.5);
    CHECK(std::abs(static_cast<double>(sizes[1]) - 29 * share) <= 1.5);
    CHECK(nested_part(rows, target, share, kKey) == part);
    before = part;
  }
  CHECK(before == rows);
  CHECK(nested_part(rows, target, 0.5, kKey) != nested_part(rows, target, 0.5, kKey.with("other")));
}

TEST_CASE("a part is rounded up, and holds a row at least") {
  const Indices rows = rows_up_to(30);
  CHECK(nested_part(rows, {}, 0.1, kKey).size() == 3);
  CHECK(nested_part(rows, {}, 0.101, kKey).size() == 4);
  CHECK(nested_part(rows, {}, 0.001, kKey).size() == 1);
  CHECK(nested_part(rows_up_to(1), {}, 0.5, kKey).size() == 1);
}

TEST_CASE("a part by group holds whole groups") {
  const Indices rows = rows_up_to(60);
  SplitGroups groups{"patient", {}, {}};
  for (int row = 0; row < 60; ++row) groups.of_row.push_back(row % 7);
  Indices before;
  for (const double share : {0.1, 0.25, 0.5, 1.0}) {
    CAPTURE(share);
    const Indices part = nested_groups(rows, groups, share, kKey);
    std::set<std::int32_t> in, out;
    for (const RowIndex row : rows)
      (std::ranges::binary_search(part, row) ? in : out).insert(groups.of_row[row]);
    for (const std::int32_t group : in) CHECK_FALSE(out.contains(group));
    CHECK(static_cast<double>(part.size()) >= 60 * share);
    CHECK(static_cast<double>(part.size()) < 60 * share + 9);
    CHECK(lies_within(before, part));
    before = part;
  }
  CHECK(before == rows);
}

TEST_CASE("the latest part is the end of the rows") {
  const Indices rows = {3, 5, 8, 9, 12};
  CHECK(latest_part(rows, 0.5) == Indices{8, 9, 12});
  CHECK(latest_part(rows, 0.2) == Indices{12});
  CHECK(latest_part(rows, 1) == rows);
}
