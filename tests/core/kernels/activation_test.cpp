#include "core/kernels/activation.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "core/kernels/cross_entropy.hpp"
#include "core/kernels/exponential.hpp"

using namespace dlflow;
using kernels::Activation;

TEST_CASE("the exponential is exact to three units in the last place") {
  double worst = 0;
  for (double x = -86; x < 87; x += 0.0137) {
    const auto argument = static_cast<float>(x);
    const double expected = std::exp(static_cast<double>(argument));
    worst = std::max(worst, std::abs(kernels::exponential(argument) / expected - 1));
  }
  CHECK(worst < 2e-7);
  CHECK(worst > 0);
}

TEST_CASE("vector activations and their derivatives follow the reference") {
  const auto f =
      static_cast<Activation>(GENERATE(range(0, static_cast<int>(names_of(Activation{}).size()))));
  if (kernels::mixes_channels(f)) return;
  CAPTURE(names_of(f)[static_cast<std::size_t>(f)]);
  const std::size_t n = GENERATE(1, 5, 16, 37, 1001);
  std::vector<float> y(n), dy(n);
  std::vector<double> exact(n), exact_dy(n);
  for (std::size_t i = 0; i < n; ++i) {
    y[i] = static_cast<float>(12 * std::sin(0.7 * static_cast<double>(i) + 0.01));
    dy[i] = static_cast<float>(std::cos(static_cast<double>(i)));
    exact[i] = y[i];
    exact_dy[i] = dy[i];
  }
  const std::vector<float> x = y;
  kernels::activate(f, n, y.data());
  kernels::activate(f, n, exact.data());
  // The square in the exponent of gelu costs digits where the value is small.
  const double margin = f == Activation::gelu ? 1e-8 : 1e-9;
  for (std::size_t i = 0; i < n; ++i)
    REQUIRE(y[i] == Approx(exact[i]).epsilon(5e-7).margin(margin));
  for (std::size_t i = 0; i < n; ++i) exact[i] = kernels::reads_input(f) ? x[i] : y[i];
  if (kernels::reads_input(f)) {
    kernels::activate_backward_by_input(f, n, x.data(), dy.data());
    kernels::activate_backward_by_input(f, n, exact.data(), exact_dy.data());
  } else {
    kernels::activate_backward(f, n, y.data(), dy.data());
    kernels::activate_backward(f, n, exact.data(), exact_dy.data());
  }
  for (std::size_t i = 0; i < n; ++i)
    REQUIRE(dy[i] == Approx(exact_dy[i]).epsilon(1e-5).margin(1e-7));
}

TEST_CASE("activations keep NaN and stay finite far out") {
  const Activation f = GENERATE(
      Activation::relu, Activation::tanh, Activation::sigmoid, Activation::leaky_relu,
      Activation::elu, Activation::selu, Activation::gelu, Activation::silu, Activation::softplus,
      Activation::softsign, Activation::hard_sigmoid, Activation::mish, Activation::exponential);
  std::vector<float> y{std::numeric_limits<float>::quiet_NaN(), -1e30F, 1e30F};
  kernels::activate(f, y.size(), y.data());
  CHECK(std::isnan(y[0]));
  CHECK(std::isfinite(y[1]));
  CHECK(std::isfinite(y[2]));
}

TEST_CASE("softmax cross-entropy does not overflow on large scores") {
  const float scores[3] = {1000, 999, -1000};
  const std::int32_t label = 1;
  float gradient[3];
  const double loss =
      kernels::softmax_cross_entropy<float>(1, 3, scores, &label, nullptr, 1.0F, gradient);
  CHECK(loss == Approx(1.3132617));
  CHECK(gradient[0] == Approx(0.7310586));
  CHECK(gradient[1] == Approx(-0.7310586));
}
