#include <catch2/catch.hpp>
#include <cmath>

#include "transform_reference.hpp"
#include "view_fixture.hpp"

using namespace dlflow;
using namespace dlflow::views;

namespace {

using namespace fixture;
namespace ref = reference;

const StepContext kContext{"standard", "step"};

std::vector<double> with_later(std::vector<double> values) {
  values.insert(values.end(), ref::kLater.begin(), ref::kLater.end());
  return values;
}

/// What a step fitted on `training` makes of `values`.
std::vector<double> scaled(const char* name, const std::vector<double>& training,
                           const std::vector<double>& values) {
  const Layout layout{{"x"}, {}, {}};
  const auto transform = make(step(name));
  transform->fit(layout, Block{training.size(), {training}, {}}, kContext);
  Block block{values.size(), {values}, {}};
  transform->apply(block);
  return block.numbers.at(0);
}

/// Equal to 1e-12, times the digits that subtracting `offset` in units of `scale` costs.
void check_equal(const std::vector<double>& got, const std::vector<double>& want, double offset,
                 double scale) {
  REQUIRE(got.size() == want.size());
  const double lost = 1 + std::abs(offset) / scale;
  for (std::size_t i = 0; i < got.size(); ++i) {
    CAPTURE(i, got[i], want[i]);
    if (std::isnan(want[i]))
      CHECK(std::isnan(got[i]));
    else
      CHECK(std::abs(got[i] - want[i]) <= 1e-12 * lost * std::max(1.0, std::abs(want[i])));
  }
}

double range(const std::vector<double>& values) {
  double low = kNan, high = kNan;
  for (double v : values) {
    low = std::fmin(low, v);
    high = std::fmax(high, v);
  }
  return high > low ? high - low : 1;
}

}  // namespace

TEST_CASE("standardize and minmax give the values of scikit-learn") {
  for (const ref::NumberCase& c : ref::kNumberCases) {
    CAPTURE(c.name);
    const double spread = range(c.training);
    check_equal(scaled("standardize", c.training, with_later(c.training)), c.standardized, c.mean,
                spread);
    check_equal(scaled("minmax", c.training, with_later(c.training)), c.minmaxed, c.mean, spread);
  }
}

TEST_CASE("impute gives the values of scikit-learn") {
  for (const ref::NumberCase& c : ref::kNumberCases) {
    CAPTURE(c.name);
    for (const auto& [strategy, want] : std::map<std::string, double>{
             {"mean", c.mean}, {"median", c.median}, {"most_frequent", c.most_frequent}}) {
      CAPTURE(strategy);
      const auto transform = make(step("impute", {{"strategy", strategy}}));
      transform->fit({{"x"}, {}, {}}, Block{c.training.size(), {c.training}, {}}, kContext);
      Block block{2, {{kNan, 5}}, {}};
      transform->apply(block);
      CHECK(std::abs(block.numbers[0][0] - want) <= 1e-12 * std::max(1.0, std::abs(want)));
      CHECK(block.numbers[0][1] == 5);
    }
  }
}

TEST_CASE("one_hot gives the rows of scikit-learn") {
  const data::Table table = table_of(words("c", ref::kWords));
  ViewOptions plain, pooled;
  plain.category = {step("one_hot")};
  pooled.category = {step("impute"), step("one_hot", {{"rare", "0.15"}})};
  const data::Features a = apply(*fit(plain, table, table.rows()), table);
  const data::Features b = apply(*fit(pooled, table, table.rows()), table);
  CHECK(a.dense_names == std::vector<std::string>{"c=blue", "c=green", "c=red", "c=teal"});
  CHECK(b.dense_names == std::vector<std::string>{"c=blue", "c=green", "c=red", "c=rare"});
  CHECK(std::vector<double>(a.dense.values.begin(), a.dense.values.end()) == ref::kOneHot);
  CHECK(std::vector<double>(b.dense.values.begin(), b.dense.values.end()) == ref::kPooled);
}

TEST_CASE("log1p takes the logarithm and reads values below its domain as the training minimum") {
  const auto got = scaled("log1p", {0.5, 99}, {0.5, 99, -1, -7});
  CHECK(got ==
        std::vector<double>{std::log1p(0.5), std::log1p(99.0), std::log1p(0.5), std::log1p(0.5)});
}

TEST_CASE("minmax with clip keeps later values between 0 and 1") {
  const data::Table table = table_of(numbers("x", {0, 10, -5, 20}));
  ViewOptions options;
  options.number = {step("minmax", {{"clip", "true"}})};
  const auto features = apply(*fit(options, table, 2), table);
  CHECK(std::vector<float>(features.dense.values.begin(), features.dense.values.end()) ==
        std::vector<float>{0, 1, 0, 1});
}
