#include <catch2/catch.hpp>
#include <cmath>

#include "../sample_options.hpp"
#include "core/kernels/update.hpp"
#include "core/optim/update.hpp"
#include "core/tensor/aligned.hpp"

using namespace dlflow;

namespace {

schema::Chosen chosen(const std::string& name, const std::string& settings = "") {
  return test::with_options(optim::optimizer_choices(), name, settings);
}

/// A path down w^2 / 2 from 1.
std::vector<float> steps_of(const optim::Update& update, int count) {
  std::vector<float> weights{1}, gradients{1}, state(update.slots()), path;
  update.start(state);
  for (int step = 1; step <= count; ++step) {
    gradients[0] = weights[0];
    update.step(step, update.learning_rate(), weights, gradients, state);
    path.push_back(weights[0]);
  }
  return path;
}

Parameter block(std::size_t offset, Shape shape, Restraint restraint = {}) {
  return {"kernel", std::move(shape), offset, restraint};
}

}  // namespace

TEST_CASE("every optimizer goes down a bowl") {
  for (const optim::OptimizerKind& kind : optim::optimizer_kinds()) {
    CAPTURE(kind.choice.name);
    CHECK(!kind.choice.doc.empty());
    CHECK(!kind.choice.example.empty());
    // Adadelta begins with steps of about the root of its epsilon.
    const bool is_slow = kind.choice.name == "adadelta" || kind.choice.name == "adagrad";
    const optim::Update update(chosen(kind.choice.name, is_slow ? "learning_rate=1" : ""), {});
    CHECK(update.learning_rate() > 0);
    const std::size_t n = 37;
    AlignedVector<float> weights(n), gradients(n), state(n * update.slots(), 0.0F);
    update.start(state);
    for (std::size_t i = 0; i < n; ++i) weights[i] = std::sin(static_cast<float>(i)) + 2;
    double before = 0, after = 0;
    for (const float w : weights) before += w * w;
    for (int step = 1; step <= 200; ++step) {
      for (std::size_t i = 0; i < n; ++i) gradients[i] = weights[i];
      update.step(step, update.learning_rate(), weights, gradients, state);
    }
    for (const float w : weights) after += w * w;
    CHECK(after < 0.9 * before);
    CHECK(std::isfinite(after));
  }
}

TEST_CASE("sgd with and without momentum follows its formula") {
  const auto path = [](const std::string& settings) {
    return steps_of(optim::Update(chosen("sgd", settings), {}), 3);
  };
  CHECK(path("")[2] == Approx(0.99 * 0.99 * 0.99));
  // v = -0.01, w = 0.99; v = -0.009 - 0.0099, w = 0.9711
  CHECK(path("momentum=0.9")[0] == Approx(0.99));
  CHECK(path("momentum=0.9")[1] == Approx(0.9711));
  // w = 1 - 0.9 * 0.01 - 0.01
  CHECK(path("momentum=0.9 nesterov=true")[0] == Approx(0.981));
}

TEST_CASE("adam adds epsilon before the correction of the bias, as Keras does") {
  const optim::Update update(chosen("adam"), {});
  std::vector<float> weights{0}, gradients{1e-7F}, state(2);
  update.step(1, update.learning_rate(), weights, gradients, state);
  // 0.001 * sqrt(0.001) / 0.1 * 1e-8 / (sqrt(1e-17) + 1e-7)
  CHECK(weights[0] == Approx(-3.0654e-5).epsilon(1e-3));
}

TEST_CASE("gradients are clipped by value, by parameter and over all parameters") {
  const auto moved = [](const std::string& settings) {
    const optim::Update update(chosen("sgd", "learning_rate=1 " + settings),
                               {block(0, {2}), block(2, {2})});
    std::vector<float> weights(4), gradients{3, 4, 0, 12}, state;
    update.step(1, 1, weights, gradients, state);
    return std::vector<double>(weights.begin(), weights.end());
  };
  const auto is = [](const std::vector<double>& got, const std::vector<double>& wanted) {
    for (std::size_t i = 0; i < 4; ++i) CHECK(got[i] == Approx(wanted[i]));
  };
  is(moved(""), {-3, -4, 0, -12});
  is(moved("clipvalue=3.5"), {-3, -3.5, 0, -3.5});
  is(moved("clipnorm=10"), {-3, -4, 0, -10});
  is(moved("clipnorm=1"), {-0.6, -0.8, 0, -1});
  is(moved("global_clipnorm=6.5"), {-1.5, -2, 0, -6});
  is(moved("global_clipnorm=14"), {-3, -4, 0, -12});
  std::vector<Problem> problems;
  test::load(optim::optimizer_choices(), "sgd", "clipnorm=1 clipvalue=1", problems);
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].message == "expected one of clipnorm, clipvalue and global_clipnorm, got 2");
}

TEST_CASE("a penalty adds its slope to the gradient of its parameter alone") {
  const optim::Update update(chosen("sgd", "learning_rate=1"),
                             {block(0, {2}, {0.5, 0, 0, 1}), block(2, {2}, {0, 0.25, 0, 1})});
  std::vector<float> weights{2, -2, 2, -2}, gradients(4), state;
  update.step(1, 1, weights, gradients, state);
  CHECK(weights == std::vector<float>{1.5F, -1.5F, 1, -1});
}

TEST_CASE("a kernel is kept within its norm, output by output") {
  const optim::Update update(chosen("sgd"), {block(0, {2, 3}, {0, 0, 5, 3})});
  std::vector<float> weights{3, 6, 0, 4, 8, 0}, gradients(6), state;
  update.step(1, 1, weights, gradients, state);
  CHECK(weights == std::vector<float>{3, 3, 0, 4, 4, 0});
}

TEST_CASE("the average begins with the first weights and follows slowly") {
  const optim::Update update(chosen("sgd", "use_ema=true ema_momentum=0.75"), {});
  CHECK(update.has_average());
  std::vector<float> average{9};
  update.average(1, std::vector<float>{4}, average);
  CHECK(average[0] == 4);
  update.average(2, std::vector<float>{8}, average);
  CHECK(average[0] == 5);
}

TEST_CASE("the sum of squares is in double and in the same order for any alignment") {
  std::vector<float> values(1003 + 16);
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = 1000 * std::sin(static_cast<float>(i % 1003));
  double plain = 0;
  for (std::size_t i = 0; i < 1003; ++i) plain += double{values[i]} * double{values[i]};
  const double sum = kernels::square_sum(1003, values.data());
  CHECK(sum == Approx(plain).epsilon(1e-13));
  for (std::size_t shift = 1; shift < 16; ++shift) {
    std::vector<float> moved(values.size() + shift);
    std::copy(values.begin(), values.end(), moved.begin() + static_cast<std::ptrdiff_t>(shift));
    CHECK(kernels::square_sum(1003, moved.data() + shift) == sum);
  }
}
