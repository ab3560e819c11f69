#include <catch2/catch.hpp>
#include <cmath>

#include "core/optim/optimizer.hpp"
#include "core/tensor/aligned.hpp"

using namespace dlflow;

namespace {

std::unique_ptr<optim::Optimizer> with_defaults(const optim::OptimizerKind& kind) {
  return kind.make(kind.choice.make().get());
}

const optim::OptimizerKind& find(const std::string& name) {
  for (const auto& kind : optim::optimizer_kinds())
    if (kind.choice.name == name) return kind;
  throw std::runtime_error("no optimizer " + name);
}

/// Three steps down w^2 / 2 from 1.
std::vector<float> three_steps(const optim::Optimizer& optimizer) {
  std::vector<float> weights{1}, gradients{1}, state(optimizer.slots()), path;
  for (int step = 1; step <= 3; ++step) {
    gradients[0] = weights[0];
    optimizer.step(step, weights, gradients, state);
    path.push_back(weights[0]);
  }
  return path;
}

/// Loads one field of an option table, as a configuration would.
void set(const optim::OptimizerKind& kind, void* options, const std::string& name, double value) {
  schema::Object table;
  kind.choice.describe(table, options);
  for (schema::Field& field : table.fields())
    if (field.name == name) {
      if (double** number = std::get_if<double*>(&field.slot)) **number = value;
      if (bool** flag = std::get_if<bool*>(&field.slot)) **flag = value != 0;
    }
}

}  // namespace

TEST_CASE("every optimizer goes down a bowl") {
  for (const optim::OptimizerKind& kind : optim::optimizer_kinds()) {
    CAPTURE(kind.choice.name);
    const auto optimizer = with_defaults(kind);
    CHECK(optimizer->learning_rate() > 0);
    const std::size_t n = 37;
    AlignedVector<float> weights(n), gradients(n), state(n * optimizer->slots());
    for (std::size_t i = 0; i < n; ++i) weights[i] = std::sin(static_cast<float>(i)) + 2;
    double before = 0, after = 0;
    for (const float w : weights) before += w * w;
    for (int step = 1; step <= 200; ++step) {
      for (std::size_t i = 0; i < n; ++i) gradients[i] = weights[i];
      optimizer->step(step, weights, gradients, state);
    }
    for (const float w : weights) after += w * w;
    CHECK(after < 0.9 * before);
    CHECK(std::isfinite(after));
  }
}

TEST_CASE("sgd with and without momentum follows its formula") {
  const auto& kind = find("sgd");
  const auto options = kind.choice.make();
  const auto plain = three_steps(*kind.make(options.get()));
  CHECK(plain[2] == Approx(0.99 * 0.99 * 0.99));
  set(kind, options.get(), "momentum", 0.9);
  // v = -0.01, w = 0.99; v = -0.009 - 0.0099, w = 0.9711
  const auto heavy = three_steps(*kind.make(options.get()));
  CHECK(heavy[0] == Approx(0.99));
  CHECK(heavy[1] == Approx(0.9711));
  set(kind, options.get(), "nesterov", 1);
  // w = 1 - 0.9 * 0.01 - 0.01
  CHECK(three_steps(*kind.make(options.get()))[0] == Approx(0.981));
}

TEST_CASE("adam takes first steps of the size of its learning rate") {
  const auto path = three_steps(*with_defaults(find("adam")));
  CHECK(path[0] == Approx(0.999).epsilon(1e-5));
  CHECK(path[1] == Approx(0.998).epsilon(1e-5));
}

TEST_CASE("adam adds epsilon before the correction of the bias, as Keras does") {
  const auto optimizer = with_defaults(find("adam"));
  std::vector<float> weights{0}, gradients{1e-7F}, state(2);
  optimizer->step(1, weights, gradients, state);
  // 0.001 * sqrt(0.001) / 0.1 * 1e-8 / (sqrt(1e-17) + 1e-7)
  CHECK(weights[0] == Approx(-3.0654e-5).epsilon(1e-3));
}
