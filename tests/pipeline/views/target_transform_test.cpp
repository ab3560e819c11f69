#include <catch2/catch.hpp>
#include <cmath>

#include "core/base/error.hpp"
#include "pipeline/views/target_transform.hpp"

using namespace dlflow;
using namespace dlflow::views;

namespace {

const std::vector<double> kTarget = {0.5, 3, 8, 1, 120, 2, 7, 7};

data::Predictions as_predictions(const std::vector<double>& values) {
  data::Predictions out(values.size(), 1);
  for (std::size_t i = 0; i < values.size(); ++i) out(i, 0) = values[i];
  return out;
}

}  // namespace

TEST_CASE("every target transform goes there and back") {
  const auto names = names_of(TargetScale{});
  for (std::size_t i = 0; i < names.size(); ++i) {
    CAPTURE(names[i]);
    const auto transform = TargetTransform::fit(static_cast<TargetScale>(i), kTarget);
    std::vector<double> values = kTarget;
    transform.apply(values);
    CHECK((values == kTarget) == (names[i] == "none"));
    data::Predictions back = as_predictions(values);
    transform.invert(back);
    for (std::size_t row = 0; row < kTarget.size(); ++row) {
      CAPTURE(row, back(row, 0), kTarget[row]);
      CHECK(std::abs(back(row, 0) - kTarget[row]) < 1e-4 * (1 + kTarget[row]));
    }
    CHECK(TargetTransform::load(transform.save()) == transform);
  }
}

TEST_CASE("predictions that no transform reaches become the nearest training value") {
  data::Predictions far = as_predictions({-1e6, 1e6});
  TargetTransform::fit(TargetScale::quantile, kTarget).invert(far);
  CHECK(far(0, 0) == 0.5);
  CHECK(far(1, 0) == 120);
  far = as_predictions({1e6});
  TargetTransform::fit(TargetScale::yeo_johnson, kTarget).invert(far);
  CHECK(far(0, 0) == 120);
}

TEST_CASE("a target that log1p cannot take is refused, and a damaged archive too") {
  CHECK_THROWS_WITH(TargetTransform::fit(TargetScale::log1p, {3, -2}),
                    Catch::Contains("log1p expects target values above -1, got -2"));
  const Archive saved = TargetTransform::fit(TargetScale::yeo_johnson, kTarget).save();
  Archive broken = saved;
  broken.put("numbers", std::vector<double>{1, 2});
  CHECK_THROWS_AS(TargetTransform::load(broken), CorruptFile);
  broken = saved;
  broken.put("scale", std::string("cube"));
  CHECK_THROWS_AS(TargetTransform::load(broken), CorruptFile);
}
