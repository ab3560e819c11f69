#include "pipeline/statistics/conformal_ahead.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "core/base/random.hpp"

using namespace dlflow;
using namespace dlflow::statistics;

namespace {

constexpr std::int64_t kSteps = 12;

/// What the last value misses on each of the next steps; a walk strays, noise does not.
std::vector<double> misses(RandomStream& random, bool is_walk) {
  std::vector<double> out;
  double at = 0;
  for (std::int64_t step = 0; step < kSteps; ++step) {
    at = (is_walk ? at : 0) + random.normal();
    out.push_back(at);
  }
  return out;
}

ConformalAhead after_cuts(RandomStream& random, std::size_t cuts, bool is_walk) {
  std::vector<ErrorAhead> errors;
  for (std::size_t cut = 0; cut < cuts; ++cut) {
    std::int64_t step = 0;
    for (const double miss : misses(random, is_walk))
      errors.push_back({++step, cut, std::abs(miss)});
  }
  return ConformalAhead(errors);
}

/// The share of new forecasts, each after a calibration of its own, whose interval of 90 % holds
/// the truth at a step.
std::vector<double> coverage(std::size_t cuts, bool is_walk) {
  constexpr int kRuns = 4000;
  RandomStream random(RandomKey(12).with(cuts).with(is_walk ? "walk" : "noise"));
  std::vector<double> held(kSteps, 0);
  for (int run = 0; run < kRuns; ++run) {
    const ConformalAhead ahead = after_cuts(random, cuts, is_walk);
    const std::vector<double> news = misses(random, is_walk);
    for (std::int64_t step = 1; step <= kSteps; ++step) {
      const auto at = static_cast<std::size_t>(step - 1);
      held[at] += std::abs(news[at]) <= *ahead.half_width(0.9, step);
    }
  }
  for (double& share : held) share /= kRuns;
  return held;
}

}  // namespace

TEST_CASE("intervals of a random walk hold what they say at the first step and at the last") {
  const auto held = coverage(20, true);
  CAPTURE(held);
  for (const double share : held) {
    CHECK(share >= 0.88);
    CHECK(share <= 0.92);
  }
}

TEST_CASE("few cuts, and errors that do not grow, cost intervals little of what they say") {
  const auto few = coverage(6, true), flat = coverage(20, false);
  CAPTURE(few, flat);
  for (const double share : few) CHECK(std::abs(share - 0.9) <= 0.035);
  for (const double share : flat) CHECK(std::abs(share - 0.9) <= 0.035);
}

TEST_CASE("an interval is never narrower than that of an earlier step") {
  RandomStream random(RandomKey(5));
  for (const bool is_walk : {true, false}) {
    const ConformalAhead ahead = after_cuts(random, 4, is_walk);
    CHECK(ahead.furthest() == kSteps);
    for (std::int64_t step = 2; step <= kSteps; ++step)
      CHECK(*ahead.half_width(0.8, step) >= *ahead.half_width(0.8, step - 1));
    CHECK(ahead.half_width(0.8, 1000) == ahead.half_width(0.8, kSteps));
    CHECK(ahead.half_width(0.8, 0) == ahead.half_width(0.8, kSteps));
  }
  const ConformalAhead walk = after_cuts(random, 50, true);
  CHECK(*walk.half_width(0.8, kSteps) > 2.5 * *walk.half_width(0.8, 1));
}

TEST_CASE("errors in units of their size are those of the other cuts") {
  // Two cuts of one step: of each the other's error is the usual size.
  const ConformalAhead ahead(std::vector<ErrorAhead>{{1, 0, 2}, {1, 1, 4}});
  CHECK(ahead.scales() == std::vector<double>{3});
  CHECK(ahead.scores().scores() == std::vector<double>{0.5, 2});
  const ConformalAhead alone(std::vector<ErrorAhead>{{1, 0, 2}, {1, 0, 4}});
  CHECK(alone.scores().scores() == std::vector<double>{2.0 / 3, 4.0 / 3});
}

TEST_CASE("steps without errors, exact forecasts and errors that are no numbers have widths") {
  const ConformalAhead gaps(std::vector<ErrorAhead>{{4, 0, 1}, {4, 1, 1}, {9, 0, 3}, {9, 1, 3}});
  CHECK(gaps.furthest() == 9);
  CHECK(gaps.half_width(0.5, 1) == gaps.half_width(0.5, 4));
  CHECK(gaps.half_width(0.5, 9) == 3.0);
  const ConformalAhead exact(std::vector<ErrorAhead>{{1, 0, 0}, {2, 1, 0}});
  CHECK(exact.half_width(0.5, 2) == 0.0);
  const ConformalAhead strange(
      std::vector<ErrorAhead>{{1, 0, std::nan("")}, {1, 1, 1}, {1, 2, 1}, {1, 3, 1}});
  CHECK(strange.half_width(0.5, 1) == 1.0);
  CHECK(strange.half_width(0.8, 1) == std::numeric_limits<double>::infinity());
  CHECK(ConformalAhead(std::vector<ErrorAhead>{}).is_empty());
  CHECK(ConformalAhead().half_width(0.5, 1) == std::nullopt);
  CHECK(gaps.half_width(0.9, 1) == std::nullopt);
}

TEST_CASE("what was kept of errors ahead is restored, and nothing else") {
  const ConformalAhead ahead(std::vector<ErrorAhead>{{1, 0, 1}, {2, 0, 2}, {1, 1, 2}, {2, 1, 3}});
  const auto again = ConformalAhead::restored(ahead.scales(), ahead.scores());
  REQUIRE(again.has_value());
  CHECK(again->half_width(0.7, 2) == ahead.half_width(0.7, 2));
  CHECK_FALSE(ConformalAhead::restored({2, 1}, ahead.scores()));
  CHECK_FALSE(ConformalAhead::restored({0, 1}, ahead.scores()));
  CHECK_FALSE(ConformalAhead::restored({}, ahead.scores()));
  CHECK_FALSE(ConformalAhead::restored({1}, Conformal()));
  CHECK_FALSE(ConformalAhead::restored({std::numeric_limits<double>::infinity()}, ahead.scores()));
}
