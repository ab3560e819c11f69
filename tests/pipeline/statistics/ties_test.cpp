#include "pipeline/statistics/ties.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "pipeline/statistics/comparison.hpp"
#include "pipeline/statistics/paired_tests.hpp"
#include "pipeline/statistics/studentized_range.hpp"
#include "tests/pipeline/statistics/simulation.hpp"

using namespace dlflow;
using namespace dlflow::statistics;

namespace {

TEST_CASE("models tie with the best they cannot be told apart from") {
  const std::vector<std::vector<double>> scores = {{0.90, 0.91, 0.89, 0.90, 0.92},
                                                   {0.90, 0.91, 0.89, 0.90, 0.92},
                                                   {0.80, 0.82, 0.78, 0.81, 0.80},
                                                   {0.81, 0.80, 0.79, 0.80, 0.79},
                                                   {0.50, 0.52, 0.51, 0.50, 0.49}};
  CHECK(ties_of(scores, 0.25).groups == std::vector<std::string>{"a", "a", "b", "b", "c"});
  CHECK(ties_of({}, 0.25).groups.empty());
}

TEST_CASE("after the tie group z comes aa") {
  std::vector<std::vector<double>> scores;
  for (int m = 0; m < 54; ++m) scores.push_back({100.0 - m, 100.0 - m});
  const std::vector<std::string> groups = ties_of(scores, 0.25).groups;
  CHECK(groups[25] == "z");
  CHECK(groups[26] == "aa");
  CHECK(groups[51] == "az");
  CHECK(groups[52] == "ba");
}

/// Scores of ten folds around `mean`: what the fold has in common with all models, and own noise.
std::vector<std::vector<double>> two_models(RandomKey key, double difference) {
  RandomStream random(key);
  std::vector<std::vector<double>> scores(2);
  for (int fold = 0; fold < 10; ++fold) {
    const double common = 0.02 * random.normal();
    scores[0].push_back(0.8 + difference + common + 0.01 * random.normal());
    scores[1].push_back(0.8 + common + 0.01 * random.normal());
  }
  return scores;
}

TEST_CASE("equally good models tie and a real difference is found") {
  const double share = 1.0 / 9;
  // The half width of the interval of a difference of such models.
  const double width = student_t_quantile(0.975, 9) * std::sqrt((0.1 + share) * 2) * 0.01;
  int tied = 0, found = 0;
  for (std::uint64_t run = 0; run < 300; ++run) {
    const RandomKey key = RandomKey(11).with(run);
    tied += ties_of(two_models(key.with("same"), 0), share).groups[1] == "a";
    found += ties_of(two_models(key.with("better"), 1.5 * width), share).groups[1] == "b";
  }
  CHECK(tied >= 279);
  CHECK(found >= 240);
}

TEST_CASE("p values against the best are raised by the range of those not told apart yet") {
  const std::vector<std::vector<double>> scores = {
      {0.90, 0.91, 0.89, 0.90}, {0.88, 0.91, 0.87, 0.89}, {0.70, 0.72, 0.71, 0.70}};
  const auto raised = [&](std::size_t m, int count) {
    const double t = corrected_t(differences_of(scores[0], scores[m]), 0.25);
    return studentized_range_above(std::sqrt(2.0) * t, count, 3);
  };
  const auto ties = ties_of(scores, 0.25);
  CHECK(ties.p_against_best == std::vector<double>{1, raised(1, 2), raised(2, 3)});
  const double p = corrected_t_test(differences_of(scores[0], scores[1]), 0.25);
  CHECK(std::abs(ties.p_against_best[1] - p) < 1e-9);
}

TEST_CASE("a model without a score on some fold stands alone") {
  const auto ties = ties_of({{0.9, 0.8, 0.9}, {0.9, std::nan(""), 0.9}, {0.9, 0.8, 0.8}}, 0.25);
  CHECK(ties.groups == std::vector<std::string>{"a", "b", "a"});
}

TEST_CASE("many equal models are one tie after many repeats of the folds") {
  int tied = 0;
  for (std::uint64_t run = 0; run < 100; ++run)
    tied += simulation::are_one_tie(simulation::equal_models({1000, 10, 10, 12}, run), 1.0 / 9);
  CHECK(tied >= 95);  // 90 by Holm's correction over the comparisons with the best
}

TEST_CASE("many equal models are one tie, and none beats a baseline of their worth") {
  const double share = 1.0 / 9;
  int tied = 0, beaten = 0;
  for (std::uint64_t run = 0; run < 200; ++run) {
    auto scores = simulation::equal_models({200, 10, 1, 13}, run);
    const auto baseline = scores.back();
    scores.pop_back();
    tied += simulation::are_one_tie(scores, share);
    const auto differ = differ_from(baseline, scores, share);
    beaten += std::ranges::find(differ, true) != differ.end();
  }
  CHECK(tied >= 190);
  CHECK(beaten <= 10);
}

}  // namespace
