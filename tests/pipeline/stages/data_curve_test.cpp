#include <catch2/catch.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>

#include "core/base/text.hpp"
#include "pipeline/config/yaml.hpp"
#include "pipeline/stages/facts_json.hpp"
#include "pipeline/stages/workflow.hpp"
#include "tests/pipeline/temporary_folder.hpp"

using namespace dlflow;

namespace {

/// The sum of some columns with a little noise, to be learnt by a linear model: of many columns it
/// needs many rows.
std::string sum_csv(int rows, int columns) {
  RandomStream random(RandomKey(11).with("sums"));
  std::string text = "y,t,who";
  for (int i = 0; i < columns; ++i) text += ",x" + std::to_string(i);
  text += "\n";
  for (int row = 0; row < rows; ++row) {
    std::string cells;
    double sum = 0;
    for (int i = 0; i < columns; ++i) {
      const double x = random.normal();
      cells += "," + shortest(x);
      sum += x;
    }
    text += shortest(sum + random.normal()) + "," + std::to_string(row) + ",w" +
            std::to_string(row % 25) + cells + "\n";
  }
  return text;
}

/// Counts the units of the learning curve, and stops after so many of them.
class Counting : public stages::Observer {
 public:
  explicit Counting(int most = -1) : most_(most) {}
  void start(const std::string& what, std::size_t, std::size_t) override {
    is_curve_ = what.starts_with("learning curve");
  }
  void advance(const std::string& unit) override {
    if (!is_curve_) return;
    CHECK(unit.ends_with(" of the rows"));
    if (++units == most_) stop.request(SIGTERM);
  }
  int units = 0;
  StopFlag stop;

 private:
  int most_;
  bool is_curve_ = false;
};

struct Project {
  TemporaryFolder folder;

  Project(int rows, int columns) { std::ofstream(folder / "rows.csv") << sum_csv(rows, columns); }

  report::Facts evaluated(const std::string& evaluate, Counting& counting,
                          const std::string& runs = "runs", int jobs = 1,
                          const std::string& define = "") const {
    const std::string config =
        "project: sums\n"
        "define: {data: rows.csv, target: y, columns: {who: {kind: ignore}}" +
        define +
        "}\n"
        "evaluate: {models: {ridge: }, " +
        evaluate + "}\n";
    stages::Settings settings;
    settings.runs = folder / runs;
    settings.jobs = jobs;
    settings.observer = &counting;
    settings.stop = &counting.stop;
    stages::Workflow workflow(config::parse_yaml(config, "sums.yaml"), folder.path(), settings);
    workflow.evaluated();
    return workflow.facts();
  }
};

}  // namespace

TEST_CASE("a model of many columns would be helped by more rows") {
  const Project project(100, 30);
  Counting counting;
  const auto facts = project.evaluated("preset: standard", counting);
  REQUIRE(facts.data_curve.has_value());
  const auto& curve = *facts.data_curve;
  CHECK(curve.name == "ridge / standard");
  CHECK(curve.verdict == "helps");
  CHECK(curve.gain.low > 0);
  CHECK(curve.p < 0.05);
  REQUIRE(curve.points.size() == 3);
  CHECK(curve.points[0].rows == 18);
  CHECK(curve.points[1].rows == 36);
  CHECK(curve.points[2].rows == 72);
  CHECK(curve.points[0].score.mean > curve.points[1].score.mean);
  CHECK(curve.points[1].score.mean > curve.points[2].score.mean);
  CHECK(curve.points[2].score.mean == facts.leaderboard.rows[0].score.mean);
  CHECK(curve.points[2].score.low == facts.leaderboard.rows[0].score.low);
  CHECK(counting.units == 20);
  const auto read = stages::facts_from_json(stages::to_json(facts, 2));
  REQUIRE(read.data_curve.has_value());
  CHECK(read.data_curve->points[1].score.high == curve.points[1].score.high);
  CHECK(read.data_curve->verdict == "helps");
}

TEST_CASE("a model of one column has levelled off") {
  const Project project(1000, 1);
  Counting counting;
  const auto facts = project.evaluated("preset: standard", counting);
  REQUIRE(facts.data_curve.has_value());
  CHECK(facts.data_curve->verdict == "levelled off");
  CHECK(facts.data_curve->p > 0.05);
}

TEST_CASE("a learning curve is there with the wider presets, or where it is asked for") {
  const Project project(100, 2);
  const auto has = [&](const std::string& evaluate) {
    Counting counting;
    return project.evaluated(evaluate, counting).data_curve.has_value();
  };
  CHECK_FALSE(has("preset: quick"));
  CHECK(has("preset: thorough"));
  CHECK(has("preset: quick, learning_curve: always"));
  CHECK_FALSE(has("preset: standard, learning_curve: never"));
  Counting counting;
  const auto facts = project.evaluated("learning_curve: [0.1, 0.3, 0.6]", counting);
  REQUIRE(facts.data_curve.has_value());
  CHECK(facts.data_curve->points.size() == 4);
  CHECK(facts.data_curve->points[1].share == 0.3);
}

TEST_CASE("a learning curve that was stopped goes on, to the same bits with any jobs") {
  const Project project(120, 5);
  Counting whole, stopped(7), rest;
  const std::string evaluate = "learning_curve: always, cross_validation: {folds: 6}";
  const std::string wanted = stages::to_json(project.evaluated(evaluate, whole, "whole", 2), 0);
  CHECK(whole.units == 12);
  CHECK_THROWS_AS(project.evaluated(evaluate, stopped, "stopped"), Stopped);
  const auto facts = project.evaluated(evaluate, rest, "stopped");
  CHECK(rest.units == 12 - stopped.units);
  const auto first = stages::facts_from_json(wanted);
  REQUIRE(facts.data_curve.has_value());
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(facts.data_curve->points[i].score.mean == first.data_curve->points[i].score.mean);
    CHECK(facts.data_curve->points[i].score.high == first.data_curve->points[i].score.high);
  }
  CHECK(facts.data_curve->gain.mean == first.data_curve->gain.mean);
}

TEST_CASE("parts follow time and groups, and errors of a series keep their scale") {
  const Project project(100, 2);
  Counting counting;
  const auto by_group = project.evaluated("learning_curve: always, cross_validation: {folds: 4}",
                                          counting, "groups", 1, ", group: who, test: 0");
  REQUIRE(by_group.data_curve.has_value());
  // Groups of 4 rows: of the 75 or so a half is a multiple of them.
  CHECK(by_group.data_curve->points[1].rows >= 38);
  CHECK(by_group.data_curve->points[1].rows <= 42);

  const std::string time = "learning_curve: always, cross_validation: {time: {origins: 3}}";
  const auto scaled =
      project.evaluated(time, counting, "scaled", 1, ", time: t, test: 0, metric: mase");
  const auto plain =
      project.evaluated(time, counting, "plain", 1, ", time: t, test: 0, metric: mae");
  REQUIRE(scaled.data_curve.has_value());
  for (const auto& row : scaled.leaderboard.rows)
    if (row.model == "ridge") CHECK(scaled.data_curve->points.back().score.mean == row.score.mean);
  // The same scale in each point: mase falls as mae does, fold by fold.
  const auto ratio = [&](std::size_t i) {
    return scaled.data_curve->points[i].score.mean / plain.data_curve->points[i].score.mean;
  };
  CHECK(ratio(0) == Approx(ratio(2)).epsilon(0.03));
}

TEST_CASE("one validation part is judged by blocks on every part of the rows") {
  const Project project(200, 20);
  Counting counting;
  const auto facts = project.evaluated(
      "learning_curve: always, cross_validation: {validation: 50, seeds: 2}", counting);
  REQUIRE(facts.data_curve.has_value());
  const auto& points = facts.data_curve->points;
  CHECK(points[0].rows == 28);
  CHECK(points[2].rows == 110);
  for (const auto& point : points) CHECK(point.score.high > point.score.low);
}
