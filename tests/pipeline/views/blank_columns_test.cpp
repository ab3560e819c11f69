// Columns without a value among the training rows, as they may come up in one fold.
#include <catch2/catch.hpp>

#include "view_fixture.hpp"

using namespace dlflow;
using namespace dlflow::views;

namespace {

using namespace fixture;

constexpr std::size_t kTraining = 4;

data::Table table() {
  return table_of(
      numbers("x", {1, 2, kNan, 5, 3, 8}), numbers("gap", {kNan, kNan, kNan, kNan, 7, kNan}),
      words("town", {"", "", "", "", "a", ""}), dates("day", {"", "", "", "", "2024-05-31", ""}));
}

ViewOptions view_of(std::vector<schema::Chosen> number, std::vector<schema::Chosen> category,
                    std::vector<schema::Chosen> date) {
  ViewOptions options;
  options.number = std::move(number);
  options.category = std::move(category);
  options.date = std::move(date);
  return options;
}

/// The value of every row in the columns whose names begin so, where it is one; NaN may be it.
std::optional<float> constant_of(const data::Features& x, const std::string& name) {
  std::optional<float> value;
  for (std::size_t c = 0; c < x.dense.columns; ++c) {
    if (!x.dense_names[c].starts_with(name)) continue;
    for (std::size_t row = 0; row < x.rows; ++row) {
      const float here = x.dense(row, c);
      if (value && here != *value && !(std::isnan(here) && std::isnan(*value))) return {};
      value = here;
    }
  }
  return value;
}

const Note kGapFilled{"column 'gap' has no value among the training rows", "filled with 0"};

}  // namespace

TEST_CASE("a number column without a training value is filled with 0 in every row") {
  for (const char* strategy : {"mean", "median", "most_frequent", "knn", "forward", "backward"}) {
    CAPTURE(strategy);
    const auto impute = step("impute", {{"strategy", strategy}});
    const auto view =
        fit(view_of({impute, step("standardize")}, {step("drop")}, {}), table(), kTraining);
    const data::Features x = apply(*view, table());
    CHECK(x.dense_names == std::vector<std::string>{"x", "gap"});
    CHECK(constant_of(x, "gap") == 0.0f);
    CHECK_FALSE(constant_of(x, "x"));
    CHECK(view->notes() == std::vector<Note>{kGapFilled});
    CHECK(same_bits(apply(*load_view(view->save()), table()), x));
  }
}

TEST_CASE("the training rows of a fill along the rows have no gap left either") {
  const auto impute = step("impute", {{"strategy", "forward"}});
  const data::Table data = table();
  const data::Fold fold = first_rows(data, kTraining);
  const data::Target target = two_classes(kTraining);
  const auto fitted = fit_and_apply("v", view_of({impute}, {step("drop")}, {}), fold.training(data),
                                    names(data), {&target, RandomKey(1)});
  CHECK(constant_of(fitted.features, "gap") == 0.0f);
  CHECK_FALSE(fitted.features.missing);
}

TEST_CASE("a constant fills a column without a training value as any other") {
  const auto impute = step("impute", {{"strategy", "constant"}, {"value", "-1"}});
  const auto view = fit(view_of({impute}, {step("drop")}, {}), table(), kTraining);
  CHECK(constant_of(apply(*view, table()), "gap") == -1.0f);
  CHECK(view->notes() == std::vector<Note>{{kGapFilled.fact, "filled with -1"}});
}

TEST_CASE("steps before an impute learn nothing from a column without a training value") {
  for (const char* kind :
       {"standardize", "minmax", "maxabs", "robust", "log1p", "yeo_johnson", "quantile", "clip"}) {
    CAPTURE(kind);
    const auto view =
        fit(view_of({step(kind), step("impute")}, {step("drop")}, {}), table(), kTraining);
    CHECK(constant_of(apply(*view, table()), "gap") == 0.0f);
    CHECK(view->notes() == std::vector<Note>{kGapFilled});
    const auto alone = fit(view_of({step(kind)}, {step("drop")}, {}), table(), kTraining);
    const auto value = constant_of(apply(*alone, table()), "gap");
    REQUIRE(value);
    CHECK(std::isnan(*value));
    CHECK(alone->notes() == std::vector<Note>{{kGapFilled.fact, "left missing"}});
    CHECK(alone->learnt()[1].sentence == "learns nothing: no training row has a value");
  }
}

TEST_CASE("a category without a training value counts as unknown in every row") {
  const auto steps = std::vector<std::vector<schema::Chosen>>{
      {step("ordinal")},
      {step("impute"), step("ordinal")},
      {step("impute", {{"strategy", "forward"}}), step("ordinal")}};
  for (const auto& category : steps) {
    const auto view = fit(view_of({step("drop")}, category, {}), table(), kTraining);
    const data::Features x = apply(*view, table());
    REQUIRE(x.codes.size() == 1);
    CHECK(x.codes[0].cardinality == 1);
    CHECK(x.codes[0].codes == std::vector<std::int32_t>(6, 0));
    CHECK(view->notes() == std::vector<Note>{{"column 'town' has no value among the training rows",
                                              "every value counts as unknown"}});
    CHECK(same_bits(apply(*load_view(view->save()), table()), x));
  }
  const auto marked = step("impute", {{"strategy", "constant"}, {"indicator", "true"}});
  const auto view = fit(view_of({step("drop")}, {marked, step("one_hot")}, {}), table(), kTraining);
  const data::Features x = apply(*view, table());
  CHECK(x.dense_names == std::vector<std::string>{"town is missing", "town=missing"});
  CHECK(constant_of(x, "town") == 1.0f);
}

TEST_CASE("a date without a training value has one note and constant parts") {
  const std::vector<schema::Chosen> date = {step("date_parts"), step("impute")};
  const auto view = fit(view_of({step("drop")}, {step("drop")}, date), table(), kTraining);
  CHECK(apply(*view, table()).dense.columns == 0);
  const std::string fact = "column 'day' has no value among the training rows";
  CHECK(view->notes() == std::vector<Note>{{fact, "left out"}});
}

TEST_CASE("nothing is said of a dropped column or of one that lacks a few values") {
  const auto view = fit(view_of({step("impute")}, {step("drop")}, {}),
                        table_of(numbers("x", {kNan, 2, kNan, kNan, 4})), kTraining);
  CHECK(view->notes().empty());
  CHECK(fit(view_of({step("drop")}, {step("drop")}, {}), table(), kTraining)->notes().empty());
}
