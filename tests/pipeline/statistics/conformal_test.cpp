#include "pipeline/statistics/conformal.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "core/base/random.hpp"

using namespace dlflow;
using namespace dlflow::statistics;

TEST_CASE("a threshold is the score of rank ceil((n + 1) level)") {
  std::vector<double> scores;
  for (int i = 99; i >= 1; --i) scores.push_back(i);
  const Conformal conformal(scores);
  CHECK(conformal.rows() == 99);
  CHECK(conformal.threshold(0.9) == 90.0);
  CHECK(conformal.threshold(0.901) == 91.0);
  CHECK(conformal.threshold(0.5) == 50.0);
  CHECK(conformal.threshold(0.99) == 99.0);
  CHECK(conformal.threshold(0.991) == std::nullopt);
  CHECK(conformal.highest_level() == Approx(0.99));
  CHECK(Conformal().threshold(0.5) == std::nullopt);
}

TEST_CASE("thinned scores never give a smaller threshold, and little greater ones") {
  RandomStream random(RandomKey(4));
  std::vector<double> scores(12345);
  for (double& score : scores) score = std::abs(random.normal());
  const Conformal conformal(scores);
  CHECK(conformal.scores().size() == Conformal::kMostKept);
  std::sort(scores.begin(), scores.end());
  for (const double level : {0.1, 0.5, 0.8, 0.9, 0.95, 0.99, 0.9995}) {
    CAPTURE(level);
    const double exact = scores[static_cast<std::size_t>(std::ceil(12346 * level)) - 1];
    REQUIRE(conformal.threshold(level).has_value());
    CHECK(*conformal.threshold(level) >= exact);
    if (level <= 0.95) CHECK(*conformal.threshold(level) <= exact * 1.01 + 0.005);
  }
}

TEST_CASE("a score that is no number counts as the worst") {
  const Conformal conformal({1, std::nan(""), 2});
  CHECK(conformal.threshold(0.5) == 2.0);
  CHECK(conformal.threshold(0.75) == std::numeric_limits<double>::infinity());
}

TEST_CASE("what was kept of scores is restored, and nothing else") {
  const Conformal conformal({3, 1, 2});
  const auto again = Conformal::restored(3, conformal.ranks(), conformal.scores());
  REQUIRE(again.has_value());
  CHECK(again->threshold(0.6) == conformal.threshold(0.6));
  CHECK_FALSE(Conformal::restored(3, {1, 2}, {1, 2}));
  CHECK_FALSE(Conformal::restored(3, {0, 1, 3}, {1, 2, 3}));
  CHECK_FALSE(Conformal::restored(3, {1, 2, 3}, {1, 3, 2}));
  CHECK_FALSE(Conformal::restored(3, {1, 2, 3}, {1, 2}));
  CHECK_FALSE(Conformal::restored(0, {1}, {1}));
}

TEST_CASE("intervals of rows like the calibration rows hold the share asked for") {
  // 400 simulated calibrations of 60 rows, each with one new row: 9 of 10 new rows are within.
  RandomStream random(RandomKey(7));
  for (const double level : {0.5, 0.8, 0.9}) {
    int within = 0;
    for (int i = 0; i < 4000; ++i) {
      std::vector<double> scores(60);
      for (double& score : scores) score = std::abs(random.normal());
      within += std::abs(random.normal()) <= Conformal(scores).threshold(level);
    }
    CAPTURE(level);
    CHECK(within / 4000.0 >= level - 0.02);
    CHECK(within / 4000.0 <= level + 1.0 / 61 + 0.02);
  }
}
