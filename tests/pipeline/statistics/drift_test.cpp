#include "pipeline/statistics/drift.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "core/base/random.hpp"

using namespace dlflow;
using namespace dlflow::statistics;

TEST_CASE("the stability index is the sum over bins of the difference times the log of the ratio") {
  const std::vector<double> before = {49.5, 149.5}, now = {99.5, 99.5};
  const double expected = (0.25 - 0.5) * std::log(0.25 / 0.5) + (0.75 - 0.5) * std::log(0.75 / 0.5);
  CHECK(stability_index(before, now) == Approx(expected).epsilon(1e-12));
  CHECK(stability_index(before, before) == 0);
  CHECK(std::isfinite(stability_index(std::vector<double>{0, 10}, std::vector<double>{10, 0})));
}

TEST_CASE("two samples of one population exceed what chance gives about one time in a thousand") {
  RandomStream random(RandomKey(11));
  constexpr int kBins = 10, kTimes = 4000;
  int above = 0;
  for (int i = 0; i < kTimes; ++i) {
    std::vector<double> before(kBins), now(kBins);
    for (int r = 0; r < 500; ++r) ++before[random.below(kBins)];
    for (int r = 0; r < 200; ++r) ++now[random.below(kBins)];
    above += stability_index(before, now) > stability_by_chance(500, 200, kBins);
  }
  CHECK(above >= 1);
  CHECK(above <= 20);
}
