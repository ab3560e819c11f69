#include "pipeline/statistics/curves.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

using namespace dlflow::statistics;

namespace {

// Values by hand, and scikit-learn's roc_auc_score and average_precision_score of the same rows.
const std::vector<std::int32_t> kLabels = {1, 0, 1, 1, 0, 0, 1, 0, 1, 0};
const std::vector<double> kScores = {0.9, 0.8, 0.8, 0.7, 0.6, 0.55, 0.5, 0.4, 0.3, 0.1};

}  // namespace

TEST_CASE("operating points go from nothing called positive to everything, ties together") {
  const auto curve = operating_points(kLabels, kScores);
  REQUIRE(curve.size() == 10);  // two rows share a score
  CHECK(std::isinf(curve.front().threshold));
  CHECK(curve.front().false_negatives == 5);
  CHECK(curve[2].threshold == 0.8);
  CHECK(curve[2].true_positives == 2);
  CHECK(curve[2].false_positives == 1);
  CHECK(recall_of(curve[2]) == Approx(0.4));
  CHECK(precision_of(curve[2]) == Approx(2.0 / 3));
  CHECK(fall_out_of(curve[2]) == Approx(0.2));
  CHECK(f1_of(curve[2]) == Approx(0.5));
  CHECK(curve.back().true_positives == 5);
  CHECK(curve.back().true_negatives == 0);
}

TEST_CASE("areas equal scikit-learn's, ties included") {
  const auto curve = operating_points(kLabels, kScores);
  CHECK(roc_area(curve) == Approx(0.6599999999999999).epsilon(1e-12));
  CHECK(average_precision(curve) == Approx(0.7087301587301587).epsilon(1e-12));
  const std::vector<std::int32_t> one(3, 1);
  const std::vector<double> any = {0.1, 0.2, 0.3};
  CHECK(std::isnan(roc_area(operating_points(one, any))));
  CHECK(average_precision(operating_points(one, any)) == Approx(1));
  const std::vector<std::int32_t> none(3, 0);
  CHECK(std::isnan(average_precision(operating_points(none, any))));
}

TEST_CASE("a sweep tells what each threshold calls positive") {
  const auto sweep = threshold_sweep(operating_points(kLabels, kScores), 10);
  REQUIRE(sweep.size() == 9);
  CHECK(sweep[4].threshold == Approx(0.5));
  CHECK(sweep[4].true_positives == 4);  // 0.9, 0.8, 0.7, 0.5
  CHECK(sweep[4].false_positives == 3);
  CHECK(sweep[8].true_positives == 1);
  CHECK(sweep[8].false_positives == 0);
}

TEST_CASE("calibration bins hold mean, share and Wilson's interval") {
  const std::vector<double> p = {0.05, 0.15, 0.12, 0.95, 1.0, 0.9};
  const std::vector<std::int32_t> hits = {0, 0, 1, 1, 1, 0};
  const auto bins = calibration(p, hits);
  REQUIRE(bins.size() == 3);
  CHECK(bins[1].low == Approx(0.1));
  CHECK(bins[1].rows == 2);
  CHECK(bins[1].predicted == Approx(0.135));
  CHECK(bins[1].observed == Approx(0.5));
  CHECK(bins[2].rows == 3);
  // Wilson's 95 % interval of 2 of 3.
  CHECK(bins[2].observed_low == Approx(0.20765960080204765));
  CHECK(bins[2].observed_high == Approx(0.9385080552796037));
  CHECK(calibration_error(bins) ==
        Approx((0.05 * 1 + 0.365 * 2 + std::abs(2.0 / 3 - 0.95) * 3) / 6));
  CHECK(std::isnan(calibration_error({})));
}

TEST_CASE("a curve is thinned evenly and keeps its ends") {
  std::vector<int> points(101);
  for (int i = 0; i <= 100; ++i) points[static_cast<std::size_t>(i)] = i;
  CHECK(thinned<int>(points, 5) == std::vector<int>{0, 25, 50, 75, 100});
  CHECK(thinned<int>(points, 101) == points);
}
