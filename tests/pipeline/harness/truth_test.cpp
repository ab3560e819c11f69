#include "pipeline/harness/truth.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "pipeline/harness/task_metrics.hpp"

using namespace dlflow;
using namespace dlflow::harness;

namespace {

/// Two series in turn: the first in steps of 1, the second of 10; rows 0 to 7.
struct Sample {
  data::Target target;
  Ground ground;

  Sample() {
    target.task = data::Task::regression;
    target.values = {1, 10, 2, 20, 3, 30, 9, 90};
    ground.target = &target;
    ground.series = {0, 1, 0, 1, 0, 1, 0, 1};
  }
};

TEST_CASE("each row is judged by the naive error of its series in the rows learnt from") {
  const Sample sample;
  const std::vector<data::RowIndex> learnt = {0, 1, 2, 3, 4, 5}, judged = {6, 7};
  const data::Target truth = truth_of(sample.ground, learnt, judged);
  CHECK(truth.values == std::vector<double>{9, 90});
  CHECK(truth.series == std::vector<std::int32_t>{0, 1});
  CHECK(truth.naive_absolute == std::vector<double>{1, 10});
  CHECK(truth.naive_square == std::vector<double>{1, 100});
  data::Predictions predictions(2, 1);
  predictions(0, 0) = 7;
  predictions(1, 0) = 60;
  CHECK(score_all(truth, predictions).at("mase") == 2.5);
  CHECK(score_all(truth, predictions).at("rmsse") == 2.5);
}

TEST_CASE("the naive forecast of a season looks that many rows of a series back") {
  Sample sample;
  sample.ground.season = 2;
  const data::Target truth = truth_of(sample.ground, {0, 1, 2, 3, 4, 5}, std::vector{6u, 7u});
  CHECK(truth.naive_absolute == std::vector<double>{2, 20});
}

TEST_CASE("the naive forecast looks steps of time back, where a step may have no row") {
  Sample sample;
  sample.ground.steps = {0, 0, 1, 1, 3, 2, 4, 3};
  const data::Target truth = truth_of(sample.ground, {0, 1, 2, 3, 4, 5}, std::vector{6u, 7u});
  CHECK(truth.naive_absolute == std::vector<double>{1, 10});
  sample.ground.season = 2;
  const data::Target later = truth_of(sample.ground, {0, 1, 2, 3, 4, 5}, std::vector{6u, 7u});
  CHECK(later.naive_absolute == std::vector<double>{1, 20});
}

TEST_CASE("a series that was not learnt from has no naive error") {
  const Sample sample;
  const data::Target truth = truth_of(sample.ground, {0, 2, 4}, std::vector{6u, 7u});
  CHECK(truth.naive_absolute[0] == 1);
  CHECK(std::isnan(truth.naive_absolute[1]));
  CHECK(std::isnan(truth.naive_square[1]));
}

TEST_CASE("rows of no series are judged without scaled metrics, and by the metric asked for") {
  Sample sample;
  sample.ground.series.clear();
  const data::Target truth = truth_of(sample.ground, {0, 1, 2, 3}, std::vector{6u, 7u});
  CHECK(truth.series.empty());
  CHECK_FALSE(score_all(truth, data::Predictions(2, 1)).contains("mase"));

  data::Target classes;
  classes.task = data::Task::multiclass;
  classes.classes = 5;
  classes.labels = {0, 4};
  data::Predictions shares(2, 5);
  for (std::size_t k = 0; k < 5; ++k) shares(0, k) = shares(1, k) = 0.1 * static_cast<double>(k);
  CHECK_FALSE(score_all(classes, shares).contains("top_4_accuracy"));
  CHECK(score_all(classes, shares, metrics::find_metric("top_4_accuracy")).at("top_4_accuracy") ==
        0.5);
}

TEST_CASE("some rows of a truth keep their naive errors") {
  const Sample sample;
  const data::Target truth = truth_of(sample.ground, {0, 1, 2, 3, 4, 5}, std::vector{6u, 7u});
  const data::Target second = truth.picked<data::RowIndex>(std::vector{1u});
  CHECK(second.series == std::vector<std::int32_t>{1});
  CHECK(second.naive_absolute == std::vector<double>{10});
  CHECK(second.naive_square == std::vector<double>{100});
}

}  // namespace
