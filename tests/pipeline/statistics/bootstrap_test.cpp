#include "pipeline/statistics/bootstrap.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

using namespace dlflow;
using namespace dlflow::statistics;

namespace {

std::vector<double> normal_values(RandomKey key, std::size_t count) {
  RandomStream random(key);
  std::vector<double> values(count);
  for (double& value : values) value = random.normal();
  return values;
}

TEST_CASE("the bootstrap interval of a mean is near its textbook interval and repeatable") {
  const std::vector<double> values = normal_values(RandomKey(1), 400);
  const Interval interval = bootstrap_interval(values, RandomKey(2));
  CHECK(interval.high - interval.low == Approx(2 * 1.96 / 20).epsilon(0.15));
  CHECK(interval.low < interval.mean);
  CHECK(interval.mean < interval.high);
  const Interval again = bootstrap_interval(values, RandomKey(2));
  CHECK(again.low == interval.low);
  CHECK(again.high == interval.high);
  CHECK(bootstrap_interval(values, RandomKey(3)).low != interval.low);
}

TEST_CASE("the bootstrap interval holds the true mean in about 95 of 100 samples") {
  int held = 0;
  for (std::uint64_t run = 0; run < 200; ++run) {
    const std::vector<double> values = normal_values(RandomKey(5).with(run), 60);
    const Interval interval = bootstrap_interval(values, RandomKey(6).with(run), 300);
    held += interval.low <= 0 && 0 <= interval.high;
  }
  CHECK(held >= 180);
  CHECK(held <= 198);
}

TEST_CASE("rows of one name are one unit, in the order of their first rows") {
  const RowUnits units = RowUnits::named({"b", "a", "b", "", "a"});
  CHECK(units.rows == std::vector<std::vector<std::uint32_t>>{{0, 2}, {1, 4}, {3}});
  CHECK(units.block == 1);
}

TEST_CASE("the interval holds the mean of values that depend on each other where units are drawn") {
  // Of ten values a unit, which share half of their variance; then of values over time.
  int of_rows = 0, of_units = 0, of_single = 0, of_blocks = 0;
  RowUnits units, times = RowUnits::single(240);
  times.block = 12;
  for (std::uint32_t row = 0; row < 400; ++row) {
    if (row % 10 == 0) units.rows.emplace_back();
    units.rows.back().push_back(row);
  }
  for (std::uint64_t run = 0; run < 200; ++run) {
    RandomStream random(RandomKey(7).with(run));
    std::vector<double> values, over_time;
    double shared = 0, last = 0;
    for (int row = 0; row < 400; ++row) {
      if (row % 10 == 0) shared = random.normal();
      values.push_back(shared + random.normal());
    }
    for (int row = 0; row < 240; ++row) over_time.push_back(last = 0.6 * last + random.normal());
    const auto holds = [&](const RowUnits& drawn, const std::vector<double>& of) {
      const auto mean = [&](std::span<const std::uint32_t> rows) {
        double sum = 0;
        for (const std::uint32_t row : rows) sum += of[row];
        return sum / static_cast<double>(rows.size());
      };
      const Interval interval = bootstrap(drawn, mean, RandomKey(8).with(run), 300);
      return interval.low <= 0 && 0 <= interval.high;
    };
    of_rows += holds(RowUnits::single(400), values);
    of_units += holds(units, values);
    of_single += holds(RowUnits::single(240), over_time);
    of_blocks += holds(times, over_time);
  }
  CHECK(of_rows < 150);
  CHECK(of_units > 175);
  CHECK(of_single < 160);
  CHECK(of_blocks > 172);
}

TEST_CASE("draws without a defined metric are left out of the bootstrap") {
  const auto only_with_first = [](std::span<const std::uint32_t> rows) {
    for (const std::uint32_t row : rows)
      if (row == 0) return 1.0;
    return std::nan("");
  };
  const Interval some = bootstrap(5, only_with_first, RandomKey(1));
  CHECK(some.low == 1);
  CHECK(some.high == 1);
  const auto never = [](std::span<const std::uint32_t>) { return std::nan(""); };
  CHECK(std::isnan(bootstrap(5, never, RandomKey(1)).low));
  CHECK(std::isnan(bootstrap(0, never, RandomKey(1)).mean));
}

TEST_CASE("the best of many equal models is found too good by about its true optimism") {
  // Twenty models of noise 1 on ten folds: the best mean is 1.867 / sqrt(10) above the truth.
  double estimated = 0;
  for (std::uint64_t run = 0; run < 30; ++run) {
    std::vector<std::vector<double>> scores;
    for (std::uint64_t m = 0; m < 20; ++m)
      scores.push_back(normal_values(RandomKey(9).with(run).with(m), 10));
    estimated += optimism_of_best(scores, true, RandomKey(4).with(run)) / 30;
  }
  CHECK(estimated > 0.4);
  CHECK(estimated < 1.0);
}

TEST_CASE("the optimism of one clear winner is nothing, in both directions") {
  const std::vector<std::vector<double>> scores = {{9, 9.1, 9, 9.1, 9}, {1, 1.1, 1, 1, 1.1}};
  CHECK(std::abs(optimism_of_best(scores, true, RandomKey(1))) < 0.01);
  CHECK(std::abs(optimism_of_best(scores, false, RandomKey(1))) < 0.01);
  CHECK(optimism_of_best({{1, 2, 3}}, true, RandomKey(1)) == 0);
}

TEST_CASE("the optimism of a comparison is the same when scores and direction are turned") {
  std::vector<std::vector<double>> scores, turned;
  for (std::uint64_t m = 0; m < 5; ++m) scores.push_back(normal_values(RandomKey(3).with(m), 6));
  turned = scores;
  for (auto& model : turned)
    for (double& score : model) score = -score;
  const double optimism = optimism_of_best(scores, true, RandomKey(1));
  CHECK(optimism > 0);
  CHECK(optimism_of_best(turned, false, RandomKey(1)) == optimism);
}

}  // namespace
