#include <catch2/catch.hpp>

#include "tests/onnx/feeding.hpp"

using namespace dlflow;

namespace {

/// Takes all values from a column.
void make_blank(data::Column& column) {
  const std::size_t rows = column.size();
  column.numbers = {};
  column.codes = {};
  column.texts = {};
  for (std::size_t row = 0; row < rows; ++row)
    if (column.kind == data::ColumnKind::date)
      column.texts.push_back("");
    else if (column.is_coded())
      column.codes.push_back(-1);
    else
      column.numbers.push_back(std::nan(""));
}

/// The worst difference between a model's predictions and those of its graph, relative to numbers
/// above 1; labels are those of the largest probability.
double worst_difference(const test::Case& one, std::size_t rows,
                        const std::vector<std::string>& blank = {}) {
  test::Rows training = test::made_rows({150, 1, false, one.has_samples});
  for (data::Column& column : training.table.columns)
    if (std::ranges::find(blank, column.name) != blank.end()) make_blank(column);
  const harness::Predictor predictor = test::made(one, training);
  const test::Rows asked = test::made_rows({rows, 2, true, one.has_samples});
  const data::Predictions wanted = test::predictions_of(predictor, asked);
  const graph::Graph graph = predictor.lower();
  graph::test::Interpreter interpreter(graph);
  const auto got = interpreter.run(test::inputs_of(graph, asked.table));
  const auto& classes = predictor.framing.classes;
  const auto& numbers = got.at(classes.empty() ? "value" : "probabilities").numbers;
  REQUIRE(numbers.size() == wanted.values.size());
  double worst = 0;
  for (std::size_t i = 0; i < numbers.size(); ++i)
    worst = std::max(
        worst, std::abs(numbers[i] - wanted.values[i]) / std::max(1.0, std::abs(wanted.values[i])));
  for (std::size_t n = 0; !classes.empty() && n < rows; ++n) {
    const auto* row = numbers.data() + n * classes.size();
    const auto best = std::max_element(row, row + classes.size()) - row;
    REQUIRE(got.at("label").texts[n] == classes[static_cast<std::size_t>(best)]);
  }
  return worst;
}

void check_all(const std::vector<test::Case>& cases) {
  for (const test::Case& one : cases) {
    INFO(one.name);
    double worst = 1;
    try {
      worst = worst_difference(one, 60);
    } catch (const std::exception& error) {
      FAIL(error.what());
    }
    CHECK(worst < 1e-5);
  }
}

}  // namespace

TEST_CASE("the graph of a model computes every step of tables") { check_all(test::view_cases()); }

TEST_CASE("the graph of a model makes columns that had no value in training constant too") {
  const std::string date = ", date: [{date_parts: {parts: [days, month]}}, impute]";
  for (const std::string& view :
       {"{number: [impute, standardize], category: [impute, one_hot]" + date + "}",
        "{number: [standardize, {impute: knn}], category: [{impute: {strategy: constant, "
        "indicator: true}}, one_hot]" +
            date + "}"})
    CHECK(worst_difference({view, data::Task::binary, {{view, "logistic_regression"}}}, 60,
                           {"income", "town", "day"}) < 1e-5);
}

TEST_CASE("the graph of a model computes every kind of model") { check_all(test::model_cases()); }

TEST_CASE("the graph of a model computes ensembles and goes back to units of the target") {
  check_all(test::combined_cases());
}

TEST_CASE("the graph of a model computes the steps of images and series and networks over them") {
  check_all(test::sample_cases());
  check_all(test::template_cases());
}

TEST_CASE("a result is named otherwise where a column has its name") {
  test::Rows rows = test::made_rows({80, 1, false, false});
  rows.table.columns[0].name = rows.inputs[0] = "label";
  const graph::Graph graph =
      test::made({"", data::Task::binary, {{test::kStandard, "logistic_regression"}}}, rows)
          .lower();
  REQUIRE(graph.results.size() == 2);
  CHECK(graph.results[0].name == "label_");
  CHECK(graph.results[1].name == "probabilities");
}

TEST_CASE("what has no graph is named") {
  const test::Rows rows = test::made_rows({80, 1, false, false});
  const auto message = [&](const test::Case& one, const test::Rows& from) {
    try {
      (void)test::made(one, from).lower();
    } catch (const UserError& error) {
      return error.problems().front().message;
    }
    return std::string("(nothing)");
  };
  CHECK(
      message({"", data::Task::binary, {{test::kStandard, "stratified_guess"}}}, rows) ==
      "a model of kind 'stratified_guess' draws by the bits of its input, which no exported graph "
      "can do");
  CHECK(message({"",
                 data::Task::binary,
                 {{"{image: [drop], series: [{fill: linear}, flatten]}", "logistic_regression"}}},
                test::made_rows({80, 1, false, true})) ==
        "the series step 'fill' with strategy 'linear' has no counterpart in the exported graph");
}
