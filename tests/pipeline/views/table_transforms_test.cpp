#include <catch2/catch.hpp>
#include <cmath>

#include "pipeline/views/transforms/quantile_map.hpp"
#include "pipeline/views/transforms/relevance.hpp"
#include "pipeline/views/transforms/yeo_johnson_power.hpp"
#include "view_fixture.hpp"

using namespace dlflow;
using namespace dlflow::views;

namespace reference {

using fixture::kNan;

/// What a step fitted on the training rows of an input makes of all its rows, column by column.
struct TableCase {
  std::string kind;
  std::map<std::string, std::string> options;
  std::size_t input;
  std::vector<std::vector<double>> wanted;
};
struct TableInput {
  std::vector<std::vector<double>> training, later;
};
struct PowerCase {
  std::vector<double> training;
  double lambda, mean, scale;
  std::vector<double> wanted;
};
#include "../../reference/table_transforms.inc"

}  // namespace reference
namespace {

using namespace fixture;
namespace ref = reference;
using Columns = std::vector<std::vector<double>>;

const StepContext kContext{"standard", "step"};

Layout layout_of_numbers(std::size_t columns) {
  Layout layout;
  for (std::size_t c = 0; c < columns; ++c) layout.numbers.push_back("c" + std::to_string(c));
  return layout;
}

Columns joined(const ref::TableInput& input) {
  Columns all = input.training;
  for (std::size_t c = 0; c < all.size(); ++c)
    all[c].insert(all[c].end(), input.later[c].begin(), input.later[c].end());
  return all;
}

void check_near(const std::vector<double>& got, const std::vector<double>& wanted,
                double tolerance) {
  REQUIRE(got.size() == wanted.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    CAPTURE(i, got[i], wanted[i]);
    if (std::isnan(wanted[i]))
      CHECK(std::isnan(got[i]));
    else
      CHECK(std::abs(got[i] - wanted[i]) <= tolerance * std::max(1.0, std::abs(wanted[i])));
  }
}

data::Target target_of_classes() {
  return {data::Task::multiclass, 3, {ref::kClasses.begin(), ref::kClasses.end()}, {}, {}};
}
data::Target target_of_values() { return {data::Task::regression, 0, {}, ref::kValues, {}}; }

}  // namespace

TEST_CASE("table transforms give the values of scikit-learn") {
  REQUIRE(ref::kTableCases.size() > 80);
  for (const ref::TableCase& c : ref::kTableCases) {
    const ref::TableInput& input = ref::kTableInputs[c.input];
    std::string options;
    for (const auto& [name, value] : c.options) options += name + " " + value + " ";
    CAPTURE(c.kind, options, c.input);
    const auto transform = make(step(c.kind, c.options));
    transform->fit(layout_of_numbers(input.training.size()),
                   Block{input.training[0].size(), input.training, {}, {}}, kContext);
    const Columns all = joined(input);
    Block block{all[0].size(), all, {}, {}};
    transform->apply(block);
    REQUIRE(block.numbers.size() == c.wanted.size());
    CHECK(transform->output(layout_of_numbers(all.size())).numbers.size() == c.wanted.size());
    for (std::size_t column = 0; column < c.wanted.size(); ++column)
      check_near(block.numbers[column], c.wanted[column], 1e-9);
  }
}

TEST_CASE("yeo_johnson finds the lambda of scikit-learn and bends as it does") {
  for (const ref::PowerCase& c : ref::kPowerCases) {
    CAPTURE(c.lambda);
    std::vector<double> present;
    for (double v : c.training)
      if (!std::isnan(v)) present.push_back(v);
    // Both stop at a tolerance of 1.48e-8 relative, in a function that is flat there.
    CHECK(std::abs(best_yeo_johnson_lambda(present) - c.lambda) < 1e-6 * (1 + std::abs(c.lambda)));
    std::vector<double> got;
    for (const auto* part : {&c.training, &ref::kLaterValues})
      for (double v : *part) got.push_back((yeo_johnson_power(v, c.lambda) - c.mean) / c.scale);
    check_near(got, c.wanted, 1e-9);
    const auto transform = make(step("yeo_johnson"));
    transform->fit({{"x"}, {}, {}}, Block{c.training.size(), {c.training}, {}, {}}, kContext);
    Block block{c.training.size(), {c.training}, {}, {}};
    transform->apply(block);
    check_near(block.numbers[0], {c.wanted.begin(), c.wanted.begin() + std::ssize(c.training)},
               1e-5);
  }
}

TEST_CASE("a power has an inverse, and says where it ends") {
  for (const double lambda : {-1.5, 0.0, 0.7, 1.0, 2.0, 3.0})
    for (const double x : {-30.0, -1.0, -1e-8, 0.0, 0.3, 50.0}) {
      CAPTURE(lambda, x);
      const double back = inverse_yeo_johnson_power(yeo_johnson_power(x, lambda), lambda);
      CHECK(std::abs(back - x) <= 1e-9 * std::max(1.0, std::abs(x)));
    }
  CHECK(inverse_yeo_johnson_power(2, -1) == std::numeric_limits<double>::infinity());
  CHECK(best_yeo_johnson_lambda({3, 3, 3}) == 1);
}

TEST_CASE("normal quantiles are those of the tables") {
  CHECK(std::abs(normal_quantile(0.975) - 1.959963984540054) < 1e-14);
  CHECK(std::abs(normal_quantile(1e-7) + 5.199337582192817) < 1e-13);
  CHECK(normal_quantile(0.5) == Approx(0).margin(1e-16));
  CHECK(std::abs(normal_quantile(0.01) + normal_quantile(0.99)) < 1e-13);
}

TEST_CASE("select scores columns as scikit-learn does") {
  const data::Target classes = target_of_classes(), values = target_of_values();
  std::vector<double> of_classes, of_values, information;
  for (const auto& column : ref::kTable) {
    of_classes.push_back(f_statistic(column, classes));
    of_values.push_back(f_statistic(column, values));
    information.push_back(mutual_information(column, classes));
  }
  check_near(of_classes, ref::kFOfClasses, 1e-9);
  check_near(of_values, ref::kFOfValues, 1e-9);
  check_near(information, ref::kInformation, 1e-9);
}

TEST_CASE("select keeps the columns that scikit-learn keeps") {
  const Layout layout = layout_of_numbers(ref::kTable.size());
  const Block training{ref::kTable[0].size(), ref::kTable, {}, {}};
  for (const bool has_classes : {true, false}) {
    const data::Target target = has_classes ? target_of_classes() : target_of_values();
    StepContext context = kContext;
    context.target = &target;
    const auto transform = make(step("select", {{"by", "f_test"}, {"best", "2"}}));
    transform->fit(layout, training, context);
    std::vector<std::string> wanted;
    for (int c : has_classes ? ref::kBestForClasses : ref::kBestForValues)
      wanted.push_back("c" + std::to_string(c));
    CHECK(transform->output(layout).numbers == wanted);
  }
}

TEST_CASE("select leaves out the later of two columns that say the same") {
  const Layout layout{{"a", "b", "c"}, {}, {}};
  const Block training{5, {{1, 2, 3, 4, 6}, {2, 4, 6, 8, 12}, {1, -1, 1, -1, 0}}, {}, {}};
  const auto transform = make(step("select", {{"by", "correlation"}}));
  transform->fit(layout, training, kContext);
  CHECK(transform->output(layout).numbers == std::vector<std::string>{"a", "c"});
  CHECK(transform->learnt(layout)[1].sentence ==
        "left out: its largest correlation with an earlier column is 1");
}

TEST_CASE("hashed columns are named after all categories that share them") {
  const auto name_of = [](std::size_t count) {
    Layout layout;
    Block training{1, {}, {}, {}};
    for (std::size_t c = 0; c < count; ++c) {
      layout.codes.push_back({std::string(1, static_cast<char>('a' + c)), {"x"}});
      training.codes.push_back({0});
    }
    const auto transform = make(step("hashing", {{"columns", "2"}}));
    transform->fit(layout, training, kContext);
    return transform->output(layout).numbers.at(1);
  };
  CHECK(name_of(1) == "a hash 2");
  CHECK(name_of(2) == "a + b hash 2");
  CHECK(name_of(3) == "a + b + c hash 2");
  CHECK(name_of(7) == "a + b + 5 more hash 2");
}

TEST_CASE("hashing gives the rows of scikit-learn's FeatureHasher") {
  for (std::size_t i = 0; i < ref::kHashed.size(); ++i) {
    CAPTURE(ref::kHashed[i]);
    const Layout layout{{}, {{ref::kHashed[i][0], {ref::kHashed[i][1]}}}, {}};
    const auto transform = make(step("hashing", {{"columns", "8"}}));
    transform->fit(layout, Block{1, {}, {{0}}, {}}, kContext);
    Block block{3, {}, {{0, kMissing, kUnseen}}, {}};
    transform->apply(block);
    for (std::size_t c = 0; c < 8; ++c)
      CHECK(block.numbers[c] == std::vector<double>{ref::kHashes[i][c], 0, 0});
  }
}

TEST_CASE("one_hot gives unknown values the column of rare ones, or one of their own") {
  const Layout layout{{}, {{"c", {"a", "b", "x"}}}, {}};
  const Block training{9, {}, {{0, 0, 0, 0, 1, 1, 1, 1, 2}}, {}};
  const auto rows = [&](const std::string& unknown) {
    const auto transform = make(step("one_hot", {{"rare", "0.2"}, {"unknown", unknown}}));
    transform->fit(layout, training, kContext);
    Block block{3, {}, {{0, 2, kUnseen}}, {}};
    transform->apply(block);
    return block.numbers;
  };
  CHECK(rows("zeros") == Columns{{1, 0, 0}, {0, 0, 0}, {0, 1, 0}});
  CHECK(rows("rare") == Columns{{1, 0, 0}, {0, 0, 0}, {0, 1, 1}});
  CHECK(rows("own") == Columns{{1, 0, 0}, {0, 0, 0}, {0, 1, 0}, {0, 0, 1}});
}
