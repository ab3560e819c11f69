#include <catch2/catch.hpp>
#include <cmath>

#include "view_fixture.hpp"

using namespace dlflow;
using namespace dlflow::views;

namespace {

using namespace fixture;
using Floats = std::vector<float>;

struct Encoded {
  data::Features training;
  data::Features applied;  ///< all rows
};

/// One step on all columns, fitted on the first rows of a table with the target given.
Encoded encoded(const schema::Chosen& chosen, const data::Table& table,
                const data::Target& target) {
  const data::Fold fold = first_rows(table, target.rows());
  ViewOptions options;
  (table.columns[0].is_number() ? options.number : options.category) = {chosen};
  auto fitted =
      fit_and_apply("v", options, fold.training(table), names(table), {&target, RandomKey(3)});
  return {std::move(fitted.features), apply(*fitted.view, table)};
}

Floats column(const data::Features& features, std::size_t c) {
  Floats values;
  for (std::size_t row = 0; row < features.rows; ++row) values.push_back(features.dense(row, c));
  return values;
}

data::Target values_of(const std::vector<double>& values) {
  return {data::Task::regression, 0, {}, values, {}};
}

}  // namespace

TEST_CASE("target_encode gives new rows the smoothed mean of their value") {
  const data::Table table = table_of(words("c", {"a", "a", "b", "b", "b", "", "a", "z"}));
  const Encoded got = encoded(step("target_encode", {{"smoothing", "2"}, {"folds", "2"}}), table,
                              values_of({1, 3, 10, 20, 30, 8}));
  const double mean = 72.0 / 6;
  const auto a = static_cast<float>((4 + 2 * mean) / 4),
             b = static_cast<float>((60 + 2 * mean) / 5);
  const auto overall = static_cast<float>(mean);
  CHECK(column(got.applied, 0) == Floats{a, a, b, b, b, overall, a, overall});
}

TEST_CASE("no target of its group reaches a training row's target_encode value") {
  const data::Table table =
      table_of(words("c", {"a", "a", "a", "b", "b", "b", "a", "b", "a", "b", "a", "b"}));
  data::Target target = values_of({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
  target.ties.groups = {0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5};
  const schema::Chosen chosen = step("target_encode", {{"folds", "3"}});
  const Floats before = column(encoded(chosen, table, target).training, 0);
  for (std::size_t changed = 0; changed < target.rows(); ++changed) {
    CAPTURE(changed);
    data::Target other = target;
    other.values[changed] += 1000;
    const Floats after = column(encoded(chosen, table, other).training, 0);
    std::size_t reached = 0;
    for (std::size_t row = 0; row < target.rows(); ++row) {
      if (target.ties.groups[row] == target.ties.groups[changed]) CHECK(after[row] == before[row]);
      reached += after[row] != before[row];
    }
    // Two of the three folds learn from it.
    CHECK(reached == 8);
  }
  // A category that is a group tells nothing of its own rows.
  const data::Table own = table_of(words("c", {"a", "a", "b", "b", "c", "c"}));
  data::Target of_group = values_of({0, 0, 5, 5, 10, 10});
  of_group.ties.groups = {0, 0, 1, 1, 2, 2};
  const schema::Chosen bare = step("target_encode", {{"folds", "3"}, {"smoothing", "0"}});
  CHECK(column(encoded(bare, own, of_group).training, 0) == Floats{7.5, 7.5, 5, 5, 2.5, 2.5});
}

TEST_CASE("over time a training row's target_encode value comes from the rows before it") {
  const data::Table table = table_of(words("c", {"a", "b", "a", "b", "a", "b", "a", "b", "a"}));
  data::Target target = values_of({1, 2, 3, 4, 5, 6, 7, 8, 9});
  target.ties.times = {0, 1, 2, 3, 4, 5, 6, 7, 8};
  const schema::Chosen chosen = step("target_encode", {{"folds", "2"}, {"smoothing", "0"}});
  // The first block of three has nothing before it and gets the overall mean.
  CHECK(column(encoded(chosen, table, target).training, 0) == Floats{5, 5, 5, 2, 2, 2, 3, 4, 3});
  target.ties.gap = 1;
  CHECK(column(encoded(chosen, table, target).training, 0) == Floats{5, 5, 5, 2, 1, 2, 3, 3, 3});
}

TEST_CASE("a training row's own target never reaches its target_encode value") {
  const data::Table table =
      table_of(words("c", {"a", "a", "a", "b", "b", "b", "a", "b", "a", "b"}));
  std::vector<double> values = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  const schema::Chosen chosen = step("target_encode", {{"folds", "5"}});
  const Floats before = column(encoded(chosen, table, values_of(values)).training, 0);
  for (std::size_t row = 0; row < values.size(); ++row) {
    CAPTURE(row);
    auto other = values;
    other[row] += 1000;
    const Floats after = column(encoded(chosen, table, values_of(other)).training, 0);
    CHECK(after[row] == before[row]);
    std::size_t changed = 0;
    for (std::size_t n = 0; n < after.size(); ++n) changed += after[n] != before[n];
    CHECK(changed == 8);  // all rows but the two of its fold
  }
}

TEST_CASE("target_encode has one column for each of several classes") {
  const data::Table table = table_of(words("c", {"a", "a", "b", "b"}));
  const data::Target target{data::Task::multiclass, 3, {0, 1, 2, 2}, {}, {}};
  const Encoded got =
      encoded(step("target_encode", {{"smoothing", "0"}, {"folds", "2"}}), table, target);
  CHECK(got.applied.dense_names ==
        std::vector<std::string>{"c target 1", "c target 2", "c target 3"});
  CHECK(row(got.applied, 0) == Floats{0.5f, 0.5f, 0});
  CHECK(row(got.applied, 3) == Floats{0, 0, 1});
}

TEST_CASE("impute forward and backward follow the training rows; new rows take the last value") {
  const data::Table table = table_of(numbers("x", {kNan, 3, kNan, kNan, 7, kNan, kNan, 5}));
  const data::Target target = values_of({0, 0, 0, 0, 0, 0});
  const Encoded forward = encoded(step("impute", {{"strategy", "forward"}}), table, target);
  CHECK(column(forward.training, 0) == Floats{3, 3, 3, 3, 7, 7});
  CHECK(column(forward.applied, 0) == Floats{7, 3, 7, 7, 7, 7, 7, 5});
  const Encoded backward = encoded(step("impute", {{"strategy", "backward"}}), table, target);
  CHECK(column(backward.training, 0) == Floats{3, 3, 7, 7, 7, 7});
  CHECK(column(backward.applied, 0) == Floats{7, 3, 7, 7, 7, 7, 7, 5});
}

TEST_CASE("impute forward fills categories too, and marks what it filled") {
  const data::Table table = table_of(words("c", {"", "a", "", "b", ""}));
  const Encoded got = encoded(step("impute", {{"strategy", "forward"}, {"indicator", "true"}}),
                              table, values_of({0, 0, 0, 0, 0}));
  CHECK(got.training.codes[0].codes == std::vector<std::int32_t>{0, 0, 0, 1, 1});
  CHECK(got.applied.codes[0].codes == std::vector<std::int32_t>{1, 0, 1, 1, 1});
  CHECK(column(got.training, 0) == Floats{1, 0, 1, 0, 1});
}

TEST_CASE("steps behind a cross-fitted one are fitted on what the training rows get") {
  const data::Table table = table_of(words("c", {"a", "b", "a", "b", "a", "b"}));
  const data::Fold fold = all_rows(table);
  const data::Target target = values_of({1, 2, 3, 4, 5, 60});
  ViewOptions options;
  options.category = {step("target_encode"), step("standardize")};
  const auto fitted =
      fit_and_apply("v", options, fold.training(table), names(table), {&target, RandomKey(3)});
  double sum = 0, squares = 0;
  for (float v : column(fitted.features, 0)) {
    sum += static_cast<double>(v);
    squares += static_cast<double>(v) * static_cast<double>(v);
  }
  CHECK(std::abs(sum) < 1e-5);
  CHECK(std::abs(squares - 6) < 1e-4);
}

TEST_CASE("dates become parts, those that come round on a circle") {
  const data::Table table =
      table_of(dates("d", {"2024-01-31", "2024-07-31", "", "2025-01-31T12:00"}));
  ViewOptions options;
  options.date = {step("date_parts"), step("impute", {{"strategy", "constant"}})};
  const auto view = fit(options, table, 2);
  const data::Features x = apply(*view, table);
  CHECK(x.dense_names == std::vector<std::string>{"d days", "d month sin", "d month cos",
                                                  "d day_of_year sin", "d day_of_year cos"});
  CHECK(sentence(*view, "d", "date_parts") == "becomes its days, month, day_of_year");
  CHECK(x.dense(1, 0) == 182);
  CHECK(x.dense(3, 0) == 366.5f);
  CHECK(x.dense(0, 2) == 1);
  CHECK(x.dense(1, 2) == -1);
  CHECK(row(x, 2) == Floats{0, 0, 0, 0, 0});
}

TEST_CASE("dates are left out without steps, and refused where no step reads them") {
  const data::Table table = table_of(numbers("x", {1, 2}), dates("d", {"2024-01-31", "soon"}));
  ViewOptions options;
  options.number = {step("standardize")};
  CHECK(apply(*fit(options, table, 2), table).dense_names == std::vector<std::string>{"x"});
  options.date = {step("date_parts")};
  CHECK(refusal([&] { fit(options, table, 2); }) ==
        Refusal{"column 'd', row 2: 'soon' is no date",
                "write dates year first, such as 2024-05-31 or 2024-05-31 14:30"});
  options.date = {step("standardize")};
  CHECK(refusal([&] { fit(options, table, 1); }) ==
        Refusal{"view 'standard': column 'd': standardize: cannot take dates",
                "put 'date_parts' before it"});
  CHECK(refusal([&] {
          ViewOptions raw;
          raw.columns = {{"d", {{}}}};
          fit(raw, table, 1);
        }) == Refusal{"view 'standard': column 'd' still holds dates after all steps",
                      "add 'date_parts' or 'drop' to the column's steps"});
}
