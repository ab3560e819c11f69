#include "pipeline/statistics/comparison.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <string>
#include <vector>

#include "core/base/random.hpp"

using namespace dlflow;
using namespace dlflow::statistics;

namespace {

TEST_CASE("Student's t equals scipy's to ten digits") {
  std::ifstream in(DLFLOW_SOURCE_DIR "/tests/reference/student_t.txt");
  std::string what;
  double x = 0, degrees = 0, expected = 0;
  int compared = 0;
  while (in >> what >> x >> degrees >> expected) {
    CAPTURE(what, x, degrees);
    const double got =
        what == "quantile" ? student_t_quantile(x, degrees) : student_t_two_sided(x, degrees);
    CHECK(std::abs(got - expected) <= 1e-10 * std::max(1.0, std::abs(expected)));
    ++compared;
  }
  CHECK(compared == 140);
}

TEST_CASE("the two-sided p of a quantile is its tail") {
  CHECK(student_t_two_sided(student_t_quantile(0.975, 9), 9) == Approx(0.05).epsilon(1e-12));
  CHECK(student_t_two_sided(-2, 9) == student_t_two_sided(2, 9));
  CHECK(student_t_two_sided(0, 9) == 1);
  CHECK(student_t_quantile(0.5, 9) == 0);
}

TEST_CASE("the interval of fold scores is wider by the overlap of their training rows") {
  const std::vector<double> scores = {0.8, 0.9, 0.7, 0.85, 0.75};
  // s^2 = 0.00625, t(0.975, 4) = 2.776445105198
  const double half = 2.776445105198 * std::sqrt((0.2 + 0.25) * 0.00625);
  const Interval interval = corrected_interval(scores, 0.25);
  CHECK(interval.mean == Approx(0.8).epsilon(1e-12));
  CHECK(interval.low == Approx(0.8 - half).epsilon(1e-9));
  CHECK(interval.high == Approx(0.8 + half).epsilon(1e-9));
}

TEST_CASE("one score has an interval without width") {
  const Interval one = corrected_interval(std::vector<double>{0.5}, 0.25);
  CHECK(one.low == 0.5);
  CHECK(one.high == 0.5);
}

TEST_CASE("paired differences that are all equal are decided without a variance") {
  CHECK(corrected_t_test(std::vector<double>{0, 0, 0}, 0.25) == 1);
  CHECK(corrected_t_test(std::vector<double>{0.5, 0.5, 0.5}, 0.25) == 0);
  CHECK(corrected_t_test(std::vector<double>{0.5}, 0.25) == 1);
  CHECK(std::isnan(corrected_t_test(std::vector<double>{0.5, std::nan("")}, 0.25)));
}

}  // namespace
