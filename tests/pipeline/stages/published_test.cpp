#include "pipeline/stages/published.hpp"

#include <catch2/catch.hpp>

using dlflow::stages::verdict_beside;

TEST_CASE("a score beside a published one is told by the interval and by the gain over naive") {
  CHECK(verdict_beside(0.75, {0.76, 0.74, 0.78}, true, true) == "matches");
  CHECK(verdict_beside(0.75, {0.80, 0.78, 0.82}, true, true) == "beats");
  CHECK(verdict_beside(0.75, {0.70, 0.68, 0.72}, true, true) == "below");
  CHECK(verdict_beside(2.5, {2.0, 1.8, 2.2}, true, false) == "beats");
  CHECK(verdict_beside(2.5, {3.0, 2.8, 3.2}, true, false) == "below");
}

TEST_CASE("without a gain over naive a score is below a published one or nothing is told") {
  const std::string untold = "cannot tell (not shown to be better than naive)";
  CHECK(verdict_beside(0.75, {0.76, 0.70, 0.82}, false, true) == untold);
  CHECK(verdict_beside(0.75, {0.74, 0.70, 0.78}, false, true) == untold);
  CHECK(verdict_beside(0.75, {0.80, 0.78, 0.82}, false, true) == untold);
  CHECK(verdict_beside(0.75, {0.70, 0.68, 0.72}, false, true) == "below");
}
