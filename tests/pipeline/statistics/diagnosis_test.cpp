#include "pipeline/statistics/diagnosis.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <vector>

using namespace dlflow::statistics;

namespace {

std::vector<double> curve(int epochs, const std::function<double(int)>& loss) {
  std::vector<double> out;
  for (int epoch = 1; epoch <= epochs; ++epoch) out.push_back(loss(epoch));
  return out;
}

std::vector<double> falling(double to, int epochs = 100) {
  return curve(epochs, [=](int e) { return to + 0.7 * std::exp(-e / 8.0); });
}

const CurveFinding* find(const std::vector<CurveFinding>& all, Diagnosis what) {
  for (const auto& finding : all)
    if (finding.what == what) return &finding;
  return nullptr;
}

}  // namespace

TEST_CASE("a curve that falls and flattens near its validation part is healthy") {
  const auto found = diagnose({falling(0.3), falling(0.33), 0.34, 0.69, true});
  REQUIRE(found.size() == 1);
  CHECK(found[0].what == Diagnosis::healthy);
  CHECK(found[0].to == Approx(0.3).margin(1e-4));
}

TEST_CASE("a curve of few epochs is not judged") {
  const auto found = diagnose({{1, 0.5, 0.4}, {}, std::nullopt, std::nullopt, true});
  REQUIRE(found.size() == 1);
  CHECK(found[0].what == Diagnosis::too_short);
  CHECK(found[0].to == 3);
}

TEST_CASE("a loss that jumps up, grows or is not finite has a rate too high") {
  const auto jumps =
      diagnose({curve(40, [](int e) { return 0.5 + (e % 2 == 0 ? 0.2 : 0.0) + 0.3 / e; }),
                {},
                {},
                {},
                true});
  CHECK(find(jumps, Diagnosis::rate_too_high));
  CHECK(find(diagnose({curve(10, [](int e) { return 1.0 + e; }), {}, {}, {}, true}),
             Diagnosis::rate_too_high));
  auto broken = falling(0.3);
  broken[50] = std::nan("");
  const auto found = diagnose({broken, {}, {}, {}, true});
  REQUIRE(find(found, Diagnosis::rate_too_high));
  // A small step up on the way down is no jump.
  auto bumpy = falling(0.3);
  bumpy[60] += 0.01;
  CHECK_FALSE(find(diagnose({bumpy, {}, {}, {}, true}), Diagnosis::rate_too_high));
}

TEST_CASE("a curve that still falls at its end is unfinished, unless its validation part cut it") {
  const auto steep = curve(50, [](int e) { return 1 - 0.01 * e; });
  const auto found = diagnose({steep, {}, {}, {}, true});
  const auto* finding = find(found, Diagnosis::unfinished);
  REQUIRE(finding);
  CHECK(finding->from == Approx(0.55));
  CHECK(finding->to == Approx(0.5));
  CHECK_FALSE(find(diagnose({steep, {}, {}, {}, false}), Diagnosis::unfinished));
}

TEST_CASE("a loss near that of a guess underfits") {
  const auto found = diagnose({falling(0.66), {}, 0.67, 0.69, true});
  REQUIRE(find(found, Diagnosis::underfit));
  CHECK(find(found, Diagnosis::underfit)->from == Approx(0.69));
  CHECK_FALSE(find(found, Diagnosis::more_data));
}

TEST_CASE("a validation loss that rises while training falls overfits, at its lowest epoch") {
  const auto validation = curve(
      100, [](int e) { return 0.4 + 0.7 * std::exp(-e / 8.0) + 0.004 * std::max(0, e - 30); });
  const auto found = diagnose({falling(0.1), validation, {}, 0.69, true});
  REQUIRE(found[0].what == Diagnosis::overfit);
  CHECK(found[0].epoch >= 25);
  CHECK(found[0].epoch <= 45);
  CHECK(found[0].to > found[0].from);
}

TEST_CASE("a wide gap to unseen rows asks for more data") {
  const auto found = diagnose({falling(0.2), {}, 0.5, 0.69, true});
  const auto* finding = find(found, Diagnosis::more_data);
  REQUIRE(finding);
  CHECK(finding->from == Approx(0.2).margin(1e-4));
  CHECK(finding->to == Approx(0.5));
  CHECK_FALSE(find(diagnose({falling(0.45), {}, 0.5, 0.69, true}), Diagnosis::more_data));
}

TEST_CASE("a validation part that is easier, or jumps about, is not representative") {
  const auto easier = diagnose({falling(0.4), falling(0.3), {}, 0.69, true});
  REQUIRE(find(easier, Diagnosis::unrepresentative));
  CHECK(find(easier, Diagnosis::unrepresentative)->epoch == 0);
  const auto jumping = curve(100, [](int e) { return 0.45 + (e % 2 == 0 ? 0.1 : 0.0); });
  const auto found = diagnose({falling(0.4), jumping, {}, 0.69, true});
  REQUIRE(find(found, Diagnosis::unrepresentative));
  CHECK(find(found, Diagnosis::unrepresentative)->epoch > 0);
}
