#include <catch2/catch.hpp>
#include <chrono>
#include <cmath>
#include <thread>

#include "core/base/random.hpp"
#include "view_fixture.hpp"

using namespace dlflow;
using namespace dlflow::views;

namespace {

using namespace fixture;
using Names = std::vector<std::string>;
using Floats = std::vector<float>;

ViewOptions standard() {
  ViewOptions options;
  options.number = {step("impute"), step("standardize")};
  options.category = {step("impute"), step("one_hot")};
  return options;
}

data::Table people() {
  return table_of(numbers("age", {20, 40, kNan, 30, 99}),
                  words("colour", {"red", "blue", "red", "", "teal"}),
                  words("sex", {"f", "m", "f", "m", "m"}, data::ColumnKind::binary));
}

}  // namespace

TEST_CASE("a view yields numbers, one column a value, and zeros for unseen values") {
  const data::Table table = people();
  const auto view = fit(standard(), table, 4);
  const data::Features x = apply(*view, table);
  CHECK(x.rows == 5);
  CHECK(x.codes.empty());
  CHECK(x.dense_names == Names{"age", "colour=blue", "colour=red", "sex=m"});
  const float unit = static_cast<float>(10 / std::sqrt(50.0));
  CHECK(row(x, 0) == Floats{-unit, 0, 1, 0});
  CHECK(row(x, 1) == Floats{unit, 1, 0, 1});
  CHECK(row(x, 2) == Floats{0, 0, 1, 0});
  CHECK(row(x, 3) == Floats{0, 0, 1, 1});
  CHECK(row(x, 4) == Floats{static_cast<float>(69 / std::sqrt(50.0)), 0, 0, 1});
}

TEST_CASE("categories without an encoding stay codes, the last one for missing and unseen") {
  const data::Table table = people();
  for (const bool is_explicit : {false, true}) {
    ViewOptions options;
    options.number = {step("impute")};
    if (is_explicit) options.category = {step("ordinal")};
    const data::Features x = apply(*fit(options, table, 4), table);
    CHECK(x.dense_names == Names{"age"});
    REQUIRE(x.codes.size() == 2);
    CHECK(x.codes[0].name == "colour");
    CHECK(x.codes[0].cardinality == 3);
    CHECK(x.codes[0].codes == std::vector<std::int32_t>{1, 0, 1, 2, 2});
    CHECK(x.codes[1].cardinality == 3);
    CHECK(x.codes[1].codes == std::vector<std::int32_t>{0, 1, 0, 1, 1});
  }
}

TEST_CASE("steps say what they learnt") {
  const data::Table table =
      table_of(numbers("age", {22, 38, kNan, 29, 35}), numbers("one", {5, 5, 5, 5, 5}),
               words("city", {"a", "a", "b", "c", "d"}),
               words("sex", {"f", "m", "f", "m", "m"}, data::ColumnKind::binary),
               words("gap", {"u", "", "v", "u", "w"}));
  ViewOptions options = standard();
  options.columns = {
      {"city", {{step("one_hot", {{"rare", "0.3"}})}}},
      {"gap",
       {{step("impute", {{"strategy", "constant"}, {"indicator", "true"}}), step("ordinal")}}}};
  const auto view = fit(options, table, 5);
  CHECK(sentence(*view, "age", "impute") == "missing values become the median 32");
  CHECK(sentence(*view, "age", "standardize") ==
        "scaled by mean 31.2 and standard deviation 5.492");
  CHECK(sentence(*view, "one", "standardize") ==
        "constant at 5 in the training rows: shifted to zero, scale 1");
  CHECK(sentence(*view, "city", "one_hot") ==
        "one column for the value 'a'; 'b' and 2 others are rare");
  CHECK(sentence(*view, "sex", "impute") == "missing values become the most frequent value 'm'");
  CHECK(sentence(*view, "sex", "one_hot") == "one column for 'm'; its other value 'f' needs none");
  CHECK(sentence(*view, "gap", "impute") ==
        "missing values become 'missing'; a column of its own marks them");
  CHECK(sentence(*view, "gap", "ordinal") ==
        "a code for each of 4 values; 4 stands for missing and unseen values");
  CHECK(apply(*view, table).dense_names ==
        Names{"age", "one", "sex=m", "city=a", "city=rare", "gap is missing"});
}

TEST_CASE("an indicator marks what was missing, where training rows miss") {
  const data::Table table = table_of(numbers("a", {1, kNan, 3}), numbers("b", {1, 2, kNan}));
  ViewOptions options;
  options.number = {step("impute", {{"strategy", "mean"}, {"indicator", "true"}})};
  const data::Features x = apply(*fit(options, table, 2), table);
  CHECK(x.dense_names == Names{"a", "b", "a is missing"});
  CHECK(row(x, 1) == Floats{1, 2, 1});
  CHECK(row(x, 2) == Floats{3, 1.5, 0});
}

TEST_CASE("a binary column with missing training values keeps a column for each value") {
  const data::Table table = table_of(words("sex", {"f", "m", ""}, data::ColumnKind::binary));
  ViewOptions options;
  options.category = {step("one_hot")};
  CHECK(apply(*fit(options, table, 2), table).dense_names == Names{"sex=m"});
  CHECK(apply(*fit(options, table, 3), table).dense_names == Names{"sex=f", "sex=m"});
}

TEST_CASE("single columns take their own steps, and kinds without a meaning are left out") {
  data::Table table = people();
  data::Column id;
  id.name = "id";
  id.kind = data::ColumnKind::id;
  id.texts = {"1", "2", "3", "4", "5"};
  table.columns.push_back(std::move(id));
  ViewOptions options = standard();
  options.columns = {{"colour", {{step("drop")}}}};
  CHECK(apply(*fit(options, table, 4), table).dense_names == Names{"age", "sex=m"});
}

TEST_CASE("a loaded view finds columns by name and labels by text") {
  const data::Table table = people();
  const data::Table other =
      table_of(words("sex", {"m", "m", "f"}, data::ColumnKind::binary),
               words("colour", {"amber", "red", "blue"}), numbers("age", {kNan, 40, 20}));
  const auto view = load_view(fit(standard(), table, 4)->save());
  const data::Features x = apply(*view, other);
  CHECK(row(x, 0) == Floats{0, 0, 0, 1});
  CHECK(x.dense(1, 2) == 1);
  CHECK(x.dense(2, 1) == 1);
  CHECK(x.dense(2, 3) == 0);
  CHECK(x.dense(2, 0) == apply(*view, table).dense(0, 0));
}

TEST_CASE("a table that does not suit a view is refused by column") {
  const data::Table table = people();
  const auto view = fit(standard(), table, 4);
  CHECK(refusal([&] { apply(*view, table_of(numbers("years", {1}))); }) ==
        Refusal{"column 'age' is missing",
                "the preparation reads it: give the table all columns it was fitted on"});
  CHECK(refusal([&] { apply(*view, table_of(words("age", {"old"}))); }) ==
        Refusal{"column 'age' holds values of kind category where numbers are needed",
                "give the column the kind 'number', or look for stray values in it"});
  CHECK(refusal([&] {
          apply(*view, table_of(numbers("age", {1}), numbers("colour", {1}), numbers("sex", {1})));
        }) == Refusal{"column 'colour' holds values of kind number where categories are needed",
                      "give the column the kind 'category', or look for stray values in it"});
}

TEST_CASE("numbers that stay missing are left so and told, by the first column that has some") {
  const data::Table table = table_of(numbers("full", {1, 2, 3}), numbers("age", {1, kNan, kNan}),
                                     numbers("b", {1, 2, kNan}));
  const data::Features x = apply(*fit(ViewOptions(), table, 3), table);
  REQUIRE(x.missing);
  CHECK(x.missing->in_words() == "2 in column 'age'");
  CHECK(std::isnan(x.dense(1, 1)));
  CHECK(x.dense(1, 2) == 2);
  ViewOptions filled;
  filled.number = {step("impute")};
  CHECK_FALSE(apply(*fit(filled, table, 3), table).missing);
}

TEST_CASE("a step that would spread a missing number over its columns refuses it") {
  const data::Table table = table_of(numbers("a", {1, 2, 4, kNan}), numbers("b", {1, 3, 2, 2}));
  for (const char* name : {"pca", "polynomial"}) {
    ViewOptions options;
    options.number = {step(name)};
    const auto view = fit(options, table, 3);
    CHECK(refusal([&] { apply(*view, table); }) ==
          Refusal{std::string("view 'standard': column 'a': ") + name +
                      ": 1 value is missing, and it needs a value in every row",
                  "put 'impute' before it"});
  }
}

TEST_CASE("such a step refuses missing training values before it is fitted, at its option") {
  const data::Table table = table_of(numbers("a", {1, 2, 4, 5}), numbers("b", {1, kNan, kNan, 2}));
  for (const char* name : {"pca", "polynomial"}) {
    ViewOptions options;
    options.number = {step("standardize"), step(name)};
    CHECK(refusal([&] { fit(options, table, 4); }) ==
          Refusal{std::string("view 'standard': column 'b': ") + name +
                      ": 2 training values are missing, and it needs a value in every row",
                  "put 'impute' before it"});
    CHECK(refusal([&] { fit(options, table, 2); }).first ==
          std::string("view 'standard': column 'b': ") + name +
              ": 1 training value is missing, and it needs a value in every row");
    try {
      fit(options, table, 4);
    } catch (const UserError& error) {
      CHECK(error.problems().at(0).path == "number.1");
    }
    options.number.insert(options.number.begin(), step("impute"));
    CHECK_NOTHROW(fit(options, table, 4));
  }
}

TEST_CASE("numbers that do not fit a float are refused by column") {
  const data::Table table = table_of(numbers("huge", {1, 2, 1e40}));
  ViewOptions options;
  CHECK(refusal([&] { apply(*fit(options, table, 3), table); }) ==
        Refusal{"view 'standard': column 'huge' has 1 value too large for a float after all steps",
                "add 'standardize' or 'log1p' to the column's steps"});
}

TEST_CASE("a step that cannot be fitted names view, column and step") {
  const data::Table table = table_of(numbers("n", {kNan, kNan, -3}), words("c", {"", "", "x"}));
  const auto with = [&](schema::Chosen number, schema::Chosen category, std::size_t rows) {
    ViewOptions options;
    options.number = {number};
    options.category = {category};
    return refusal([&] { fit(options, table, rows); });
  };
  const auto none = step("drop");
  CHECK(with(none, step("impute", {{"strategy", "median"}}), 3) ==
        Refusal{"view 'standard': column 'c': impute: strategy 'median' needs numbers, this "
                "column holds categories",
                "use 'most_frequent', 'constant', 'forward' or 'backward'"});
  CHECK(with(step("impute", {{"strategy", "constant"}, {"value", "none"}}), none, 3) ==
        Refusal{"view 'standard': column 'n': impute: expects a number as value, got 'none'",
                "give number columns a constant of their own under 'columns'"});
  CHECK(with(step("log1p"), none, 3) ==
        Refusal{"view 'standard': column 'n': log1p: expects values above -1, got -3 in the "
                "training rows",
                "use 'standardize' or 'minmax' for columns with negative values"});
  CHECK(with(none, step("standardize"), 3) ==
        Refusal{"view 'standard': column 'c': standardize: needs numbers, this column holds "
                "categories",
                "put 'one_hot' before it"});
  CHECK(with(step("one_hot"), none, 3) ==
        Refusal{"view 'standard': column 'n': one_hot: needs categories, this column holds numbers",
                "leave the step out, or give the column the kind 'category'"});
}

TEST_CASE("steps for a column that is no input are refused") {
  ViewOptions options = standard();
  options.columns = {{"colours", {{step("drop")}}}};
  const data::Table table = people();
  CHECK(
      refusal([&] { fit(options, table, 4); }) ==
      Refusal{"view 'standard': columns: 'colours' is no input of a number, category or date kind",
              "did you mean 'colour'?"});
  try {
    fit(options, table, 4);
  } catch (const UserError& error) {
    CHECK(error.code() == ExitCode::configuration);
    CHECK(error.problems().at(0).path == "columns.colours");
  }
}

TEST_CASE("the options of a view are lists of kinds, a map of lists and a kind") {
  ViewOptions options;
  options.columns = {{"age", {{step("drop")}}}};
  schema::Object object = schema::table(options);
  Names fields;
  for (const schema::Field& field : object.fields()) fields.push_back(field.name);
  CHECK(fields ==
        Names{"number", "category", "date", "image", "series", "text", "columns", "imbalance"});
  CHECK(std::get<schema::ListOfSlot>(object.fields()[0].slot).family == transform_choices());
  auto& columns = std::get<schema::MapSlot>(object.fields()[6].slot);
  REQUIRE(columns.size() == 1);
  CHECK(columns.key(0) == "age");
  CHECK(schema::table(options.columns[0].second).list_form() == "steps");
}

TEST_CASE("impute refuses a value that its strategy would not use") {
  const auto problem = [](const std::map<std::string, std::string>& values) {
    const schema::Chosen chosen = step("impute", values);
    schema::Object object;
    chosen.choice->describe(object, chosen.options.get());
    REQUIRE(object.checks().size() == 1);
    return object.checks()[0].second().value_or("");
  };
  CHECK(problem({}) == "");
  CHECK(problem({{"strategy", "constant"}, {"value", "3"}}) == "");
  CHECK(problem({{"value", "3"}}) ==
        "is used by strategy 'constant' alone\nset strategy: constant, or leave value out");
}

TEST_CASE("default views are standard, and codes where there are categories") {
  const data::Table table = people();
  const auto both = default_views(table, names(table));
  REQUIRE(both.size() == 2);
  CHECK(both[0].first == "standard");
  CHECK(both[1].first == "codes");
  CHECK(apply(*fit(both[0].second, table, 4), table).dense_names ==
        Names{"age", "colour=blue", "colour=red", "sex=m"});
  CHECK(apply(*fit(both[1].second, table, 4), table).codes.size() == 2);
  CHECK(default_views(table, {"age"}).size() == 1);
}

TEST_CASE("45,000 rows of 14 columns pass a view quickly, with the same bits from four threads") {
  RandomStream random(RandomKey(7));
  data::Table table;
  for (int c = 0; c < 14; ++c) {
    const std::string name = "c" + std::to_string(c);
    std::vector<double> values;
    std::vector<std::string> labels;
    for (int row = 0; row < 45000; ++row) {
      values.push_back(random.below(50) == 0 ? kNan : random.normal());
      labels.push_back("v" + std::to_string(random.below(13)));
    }
    table.columns.push_back(c < 6 ? numbers(name, values) : words(name, labels));
  }
  const auto view = fit(standard(), table, 40000);
  data::Features x;
  double best = 1e9;
  for (int time = 0; time < 3; ++time) {
    const auto begin = std::chrono::steady_clock::now();
    x = apply(*view, table);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
    best = std::min(best, seconds.count());
  }
  CHECK(x.dense.columns == 6 + 8 * 13);
  CHECK(best < 0.5);
  std::vector<data::Features> again(4);
  std::vector<std::thread> threads;
  for (auto& out : again) threads.emplace_back([&] { out = apply(*view, table); });
  for (auto& thread : threads) thread.join();
  for (const auto& out : again) CHECK(same_bits(out, x));
}
