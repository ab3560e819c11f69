#include "pipeline/data/row_hashes.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <set>

using namespace dlflow::data;

TEST_CASE("equal rows have equal hashes, whatever the kinds of the columns and the other rows") {
  Table numbers;
  numbers.columns.resize(2);
  for (const double x : {5.0, -0.0, std::nan("")}) numbers.columns[0].numbers.push_back(x);
  numbers.columns[1].kind = ColumnKind::category;
  numbers.columns[1].labels = {"blue", "red"};
  for (const int code : {1, 0, 1}) numbers.columns[1].codes.push_back(code);

  Table labels;  // the same rows with others around them, numbers as categories or text
  labels.columns.resize(2);
  labels.columns[0].kind = ColumnKind::category;
  labels.columns[0].labels = {"0", "5.0", "7"};
  for (const int code : {2, 1, 0, -1}) labels.columns[0].codes.push_back(code);
  labels.columns[1].kind = ColumnKind::ignore;
  labels.columns[1].texts = {"azure", "red", "blue", "red"};

  const std::vector<RowIndex> rows = {0, 1, 2}, same = {1, 2, 3}, others = {0, 2, 1};
  const auto hashes = row_hashes({&numbers, rows});
  CHECK(hashes == row_hashes({&labels, same}));
  CHECK(std::set<std::uint64_t>(hashes.begin(), hashes.end()).size() == 3);
  CHECK(row_hashes({&labels, others})[0] != hashes[0]);
}
