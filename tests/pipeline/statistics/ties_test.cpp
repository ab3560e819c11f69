#include "pipeline/statistics/ties.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <numeric>

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
  const std::vector<std::vector<double>> scores = {{0.90, 0.91, 0.89, 0.90, 0.92},
                                                   {0.88, 0.91, 0.87, 0.89, 0.90},
                                                   {0.70, 0.72, 0.71, 0.70, 0.73}};
  const auto raised = [&](std::size_t m, int count) {
    const double t = corrected_t(differences_of(scores[0], scores[m]), 0.25);
    return studentized_range_above(std::sqrt(2.0) * t, count, 4);
  };
  const auto ties = ties_of(scores, 0.25);
  CHECK(ties.p_against_best == std::vector<double>{1, raised(1, 2), raised(2, 3)});
  const double p = corrected_t_test(differences_of(scores[0], scores[1]), 0.25);
  CHECK(std::abs(ties.p_against_best[1] - p) < 1e-9);
}

TEST_CASE("of fewer than five scores, p values are raised by the models that are compared") {
  const std::vector<std::vector<double>> scores = {
      {0.90, 0.91, 0.89}, {0.88, 0.91, 0.87}, {0.70, 0.72, 0.71}, {0.69, 0.75, 0.66}};
  const auto p_of = [&](std::size_t m) {
    return corrected_t_test(differences_of(scores[0], scores[m]), 0.5);
  };
  REQUIRE(p_of(2) < p_of(3));
  REQUIRE(p_of(3) < p_of(1));
  const auto ties = ties_of(scores, 0.5);
  CHECK(ties.p_against_best[2] == Approx(3 * p_of(2)));
  CHECK(ties.p_against_best[3] == Approx(2 * p_of(3)));
  CHECK(ties.p_against_best[1] == Approx(p_of(1)));
}

TEST_CASE("sixteen equal models are one tie after three folds") {
  int tied = 0;
  for (std::uint64_t run = 0; run < 300; ++run)
    tied += simulation::are_one_tie(simulation::equal_models({90, 3, 1, 16}, run), 0.5);
  CHECK(tied >= 277);  // 89 of 100 by the range alone
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

TEST_CASE("among many pairs a difference must be clearer") {
  std::vector<std::vector<double>> scores = {{0.50, 0.52, 0.48, 0.51}, {0.47, 0.48, 0.47, 0.485}};
  const auto alone = all_pairs(scores, 0.1, true);
  REQUIRE(alone.size() == 1);
  CHECK(alone[0].holm_p == alone[0].difference.p);
  CHECK(alone[0].tie_p == Approx(alone[0].difference.p));
  CHECK(alone[0].difference.verdict == Verdict::better);
  for (int m = 0; m < 6; ++m) scores.push_back({0.50 + 0.01 * m, 0.49, 0.50, 0.51 - 0.01 * m});
  const auto many = all_pairs(scores, 0.1, true);
  REQUIRE(many.size() == 28);
  CHECK(many[0].difference.p == alone[0].difference.p);
  CHECK(many[0].holm_p > 0.05);
  CHECK(many[0].difference.verdict == Verdict::cannot_tell);
}

TEST_CASE("the verdict of a pair says what the letters say") {
  RandomStream stream(RandomKey(11));
  std::size_t told = 0, apart = 0, disputed = 0;
  for (int round = 0; round < 20; ++round) {
    std::vector<std::vector<double>> scores(8);
    for (std::size_t m = 0; m < scores.size(); ++m)
      for (int fold = 0; fold < 10; ++fold)
        scores[m].push_back(0.9 - 0.05 * static_cast<double>(m) + 0.1 * stream.normal());
    const auto mean = [](const std::vector<double>& of) {
      return std::accumulate(of.begin(), of.end(), 0.0);
    };
    std::ranges::sort(scores, std::greater(), mean);
    const Ties ties = ties_of(scores, 0.1);
    for (const PairDifference& pair : all_pairs(scores, 0.1, true)) {
      CHECK(pair.tie_p.has_value() == (ties.p_against_leader.count({pair.a, pair.b}) > 0));
      if (!pair.tie_p) continue;
      const bool is_apart = ties.groups[pair.a] != ties.groups[pair.b];
      CHECK((pair.difference.verdict == Verdict::better) == is_apart);
      if (pair.a == 0) CHECK(pair.tie_p == ties.p_against_best[pair.b]);
      ++told;
      apart += is_apart;
      disputed += is_apart != (pair.holm_p < 0.05);
    }
  }
  CHECK(told > 140);
  CHECK(apart > 20);
  CHECK(disputed > 0);  // else the test would show nothing
}

}  // namespace
