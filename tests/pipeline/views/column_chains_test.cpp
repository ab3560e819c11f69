// Number columns that pass through their steps one by one, and rows of every order.
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "core/base/random.hpp"
#include "view_fixture.hpp"

using namespace dlflow;
using namespace dlflow::views;

namespace {

using namespace fixture;
using Rows = std::vector<data::RowIndex>;

std::vector<double> normal_numbers(std::size_t count, std::uint64_t seed, double missing) {
  RandomStream random{RandomKey(seed)};
  std::vector<double> values;
  for (std::size_t i = 0; i < count; ++i)
    values.push_back(random.uniform() < missing ? kNan : random.normal() * 3 + 1);
  return values;
}

/// Numbers that tell their row and column.
data::Table counting_table(std::size_t width, std::size_t rows) {
  data::Table table;
  for (std::size_t c = 0; c < width; ++c) {
    std::vector<double> values(rows);
    for (std::size_t r = 0; r < rows; ++r) values[r] = static_cast<double>(r * 100 + c);
    table.columns.push_back(numbers("x" + std::to_string(c), values));
  }
  return table;
}

/// Every step that may go by column, one after the other.
std::vector<schema::Chosen> long_chain() {
  return {step("impute"),      step("clip"),
          step("robust"),      step("minmax"),
          step("log1p"),       step("quantile"),
          step("maxabs"),      step("yeo_johnson"),
          step("standardize"), step("bins", {{"output", "ordinal"}})};
}

}  // namespace

TEST_CASE("steps fitted column by column learn what they learn on all columns at once") {
  const std::size_t rows = 6000;
  ViewOptions by_column, by_step;
  by_column.number = long_chain();
  by_step.number = long_chain();
  // A step that mixes columns keeps the chain from going by column; of all it keeps all.
  by_step.number.push_back(step("polynomial", {{"degree", "1"}}));
  const data::Table table =
      table_of(numbers("a", normal_numbers(rows, 1, 0.1)), numbers("b", normal_numbers(rows, 2, 0)),
               numbers("c", normal_numbers(rows, 3, 0.3)));
  const auto one = fit(by_column, table, 5000), other = fit(by_step, table, 5000);
  const data::Features x = apply(*one, table), y = apply(*other, table);
  CHECK(x.dense_names == y.dense_names);
  CHECK(x.dense.values == y.dense.values);
  std::size_t apart = 0;
  for (float value : x.dense.values) apart += value != x.dense.values.front();
  CHECK(apart > rows);
  const auto learnt = one->learnt();
  REQUIRE(learnt.size() == 30);
  CHECK(std::equal(learnt.begin(), learnt.end(), other->learnt().begin()));
}

TEST_CASE("rows are found in any order, over all chunks of a column") {
  const std::size_t count = 3 * data::Chunked<double>::kChunk / 2;
  std::vector<double> values(count);
  std::iota(values.begin(), values.end(), 0.0);
  std::vector<std::string> texts(count);
  for (std::size_t i = 0; i < count; ++i) texts[i] = "k" + std::to_string(i % 3);
  const data::Table table = table_of(numbers("x", values), words("k", texts));
  Rows run(count), gaps, back, drawn;
  std::iota(run.begin(), run.end(), 0U);
  for (std::size_t i = 0; i < count; ++i)
    if (i % 10 != 3) gaps.push_back(static_cast<data::RowIndex>(i));
  back.assign(run.rbegin(), run.rend());
  RandomStream random{RandomKey(4)};
  for (int i = 0; i < 5000; ++i) drawn.push_back(static_cast<data::RowIndex>(random.below(count)));
  Rows shifted(run.begin() + 65000, run.begin() + 66000);
  const auto view = fit(ViewOptions(), table, count);
  for (const Rows& rows : {run, gaps, back, drawn, shifted, Rows{7}}) {
    const data::Features x = view->apply({&table, rows});
    REQUIRE(x.rows == rows.size());
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < rows.size(); ++i)
      wrong += x.dense(i, 0) != static_cast<float>(rows[i]) ||
               x.codes[0].codes[i] != static_cast<std::int32_t>(rows[i] % 3);
    CAPTURE(rows.size());
    CHECK(wrong == 0);
  }
}

TEST_CASE("numbers stand in their rows and columns, whatever the size") {
  for (const std::size_t width : {1U, 7U, 8U, 9U, 21U})
    for (const std::size_t rows : {1U, 7U, 8U, 63U, 64U, 65U, 1100U}) {
      const data::Table table = counting_table(width, rows);
      const auto view = fit(ViewOptions(), table, rows);
      const data::Features x = apply(*view, table);
      std::size_t wrong = 0;
      for (std::size_t r = 0; r < rows; ++r)
        for (std::size_t c = 0; c < width; ++c)
          wrong += x.dense(r, c) != static_cast<float>(r * 100 + c);
      CAPTURE(width, rows);
      CHECK(wrong == 0);
      // One value that no float holds is found wherever it stands.
      data::Table broken = counting_table(width, rows);
      broken.columns[width / 2].numbers[rows / 2] = -1e300;
      CHECK_THROWS_WITH(apply(*view, broken),
                        Catch::Contains("column 'x" + std::to_string(width / 2) +
                                        "' has 1 value too large for a float after all steps"));
    }
}

TEST_CASE("a last step that scales gives the same bits whether or not another follows") {
  const std::size_t rows = 5000;
  data::Table table;
  for (std::uint64_t c = 0; c < 9; ++c)
    table.columns.push_back(numbers("x" + std::to_string(c), normal_numbers(rows, c, 0)));
  // Its scale is too small for a product with one over it.
  table.columns.push_back(numbers("tiny", std::vector<double>(rows, 0)));
  for (std::size_t row = 0; row < rows; row += 3) table.columns.back().numbers[row] = 1e-310;
  Rows run(rows), back, gaps;
  std::iota(run.begin(), run.end(), 0U);
  back.assign(run.rbegin(), run.rend());
  for (std::size_t i = 0; i < rows; i += 2) gaps.push_back(run[i]);
  for (const char* kind : {"standardize", "minmax", "maxabs", "robust"})
    for (const bool is_filled : {false, true}) {
      CAPTURE(kind, is_filled);
      ViewOptions last, before;
      if (is_filled) last.number = {step("impute")};
      last.number.push_back(step(kind));
      before.number = last.number;
      before.number.push_back(step("polynomial", {{"degree", "1"}}));
      const auto one = fit(last, table, 4000), other = fit(before, table, 4000);
      for (const Rows& some : {run, back, gaps, Rows{7}})
        CHECK(same_bits(one->apply({&table, some}), other->apply({&table, some})));
    }
}

TEST_CASE("quantiles map many values as they map one") {
  const std::vector<double> values = normal_numbers(3001, 5, 0.05);
  for (const char* output : {"uniform", "normal"}) {
    const auto transform = make(step("quantile", {{"output", output}}));
    transform->fit({{"x"}, {}, {}}, Block{values.size(), {values}, {}}, {"view", "quantile"});
    Block all{values.size(), {values}, {}};
    transform->apply(all);
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      Block one{1, {{values[i]}}, {}};
      transform->apply(one);
      const double a = all.numbers[0][i], b = one.numbers[0][0];
      wrong += a != b && !(std::isnan(a) && std::isnan(b));
      wrong += std::isnan(a) != std::isnan(values[i]);
    }
    CHECK(wrong == 0);
  }
}
