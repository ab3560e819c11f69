#include "core/kernels/elementary.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "core/base/random.hpp"

using namespace dlflow;

TEST_CASE("elementary functions of doubles agree with the library to 1e-15") {
  RandomStream random{RandomKey(11)};
  double logarithm = 0, power = 0, less_1 = 0;
  for (int i = 0; i < 200000; ++i) {
    const double size = std::abs(random.normal()) * std::pow(10.0, i % 40 - 20);
    const double x = random.normal() * std::pow(10.0, i % 23 - 20);
    const auto apart = [](double got, double want) {
      return std::abs(got - want) / std::abs(want);
    };
    logarithm = std::max(logarithm, apart(kernels::logarithm_1p(size), std::log1p(size)));
    if (std::abs(x) > 690) continue;
    power = std::max(power, apart(kernels::exponential(x), std::exp(x)));
    less_1 = std::max(less_1, apart(kernels::exponential_m1(x), std::expm1(x)));
  }
  CHECK(logarithm < 1e-15);
  CHECK(power < 1e-15);
  CHECK(less_1 < 1e-15);
}

TEST_CASE("elementary functions keep what is missing, infinite or zero") {
  const double infinity = std::numeric_limits<double>::infinity(), nan = std::nan("");
  CHECK(kernels::logarithm_1p(infinity) == infinity);
  CHECK(std::isnan(kernels::logarithm_1p(nan)));
  CHECK(kernels::logarithm_1p(0) == 0);
  CHECK(kernels::exponential_m1(infinity) == infinity);
  CHECK(kernels::exponential_m1(-infinity) == -1);
  CHECK(kernels::exponential_m1(0) == 0);
  CHECK(std::isnan(kernels::exponential_m1(nan)));
  CHECK(kernels::exponential(0.0) == 1);
  CHECK(kernels::exponential(-infinity) < 1e-300);
  CHECK(std::isnan(kernels::exponential(nan)));
}
