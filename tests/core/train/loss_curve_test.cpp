#include <catch2/catch.hpp>
#include <cmath>

#include "core/nn/loss.hpp"
#include "core/nn/network.hpp"
#include "core/optim/update.hpp"
#include "network_fixture.hpp"
#include "tests/core/nn/flow.hpp"

using namespace dlflow;

namespace {

#include "../../reference/loss_curve.inc"

constexpr std::size_t kRows = 32, kSteps = 50;

void wave(float* out, std::size_t count, double start, double step, double scale) {
  for (std::size_t i = 0; i < count; ++i)
    out[i] = static_cast<float>(scale * std::sin(start + step * static_cast<double>(i)));
}

AlignedVector<float> first_weights(const nn::Network& network) {
  AlignedVector<float> weights(network.buffer_size(), 0.0F);
  double index = 0;
  for (const nn::Network::Named& parameter : network.parameters()) {
    const bool is_kernel = parameter.shape.size() >= 2;
    float* block = weights.data() + parameter.offset;
    if (parameter.name.ends_with("gamma"))
      std::fill_n(block, count(parameter.shape), 1.0F);
    else if (is_kernel)
      wave(block, count(parameter.shape), index + 0.3, 1.3, 0.4);
    else
      wave(block, count(parameter.shape), index + 0.5, 0.9, 0.1);
    const bool ends_layer = parameter.name.ends_with("bias") || parameter.name.ends_with("beta");
    index += ends_layer ? 1 : 0;
  }
  return weights;
}

/// The loss before each of 50 full-batch steps, as tests/reference/loss_curve.py takes them.
std::vector<double> curve(const nn::Network& network, const schema::Chosen& chosen) {
  AlignedVector<float> weights = first_weights(network), gradients(weights.size(), 0.0F);
  const optim::Update update(chosen, {});
  AlignedVector<float> state(weights.size() * update.slots(), 0.0F);
  nn::Workspace<float> space(network, kRows, true);
  if (space.table()) wave(space.table(), kRows * 6, 0.1, 0.05, 1.0);
  if (space.sequence()) {
    wave(space.sequence(), kRows * 12, 0.1, 0.05, 1.0);
    std::fill_n(space.steps(), kRows, 6);
  }
  if (space.image()) wave(space.image(), kRows * 36, 0.1, 0.05, 1.0);
  std::vector<std::int32_t> labels;
  for (std::int32_t n = 0; n < static_cast<std::int32_t>(kRows); ++n)
    labels.push_back(n * 3 / static_cast<std::int32_t>(kRows));
  nn::Workspace<float>::Run run;
  run.rows = kRows;
  run.weights = weights.data();
  run.is_training = true;
  nn::LossPass<float> loss;
  loss.rows = kRows;
  loss.outputs = 3;
  loss.scores = space.scores();
  loss.labels = labels.data();
  loss.scale = 1.0F / kRows;
  loss.gradient = space.score_gradients();
  const auto kind = nn::make_loss({}, nn::Target::multiclass, 3);
  std::vector<double> losses;
  for (std::size_t step = 1; step <= kSteps; ++step) {
    space.forward(run);
    losses.push_back(kind->run(loss) / kRows);
    space.backward(run, gradients.data());
    update.step(static_cast<std::int64_t>(step), update.learning_rate(), weights, gradients, state);
  }
  return losses;
}

void check_curve(const nn::Network& network, const schema::Chosen& optimizer,
                 const double (&expected)[kSteps]) {
  const std::vector<double> losses = curve(network, optimizer);
  for (std::size_t i = 0; i < kSteps; ++i) {
    CAPTURE(i);
    CHECK(losses[i] == Approx(expected[i]).margin(1e-4).epsilon(0));
  }
  CHECK(losses.back() < losses.front());
}

void check_curve(const schema::Chosen& optimizer, const double (&expected)[kSteps]) {
  const nn::Network network({.layers = {test::dense(20), test::dense(10, test::kTanh)}},
                            {nn::Embeddings(6, {}), {}, {}}, 3);
  check_curve(network, optimizer, expected);
}

}  // namespace

TEST_CASE("the loss of sgd follows PyTorch over 50 steps") {
  const auto& family = optim::optimizer_choices();
  check_curve(test::chosen(family, "sgd", {{"learning_rate", 0.1}}), kSgdCurve);
}

TEST_CASE("the loss of sgd with momentum follows PyTorch over 50 steps") {
  const auto& family = optim::optimizer_choices();
  const std::vector<test::Setting> plain{{"learning_rate", 0.05}, {"momentum", 0.9}};
  check_curve(test::chosen(family, "sgd", plain), kMomentumCurve);
  std::vector<test::Setting> nesterov = plain;
  nesterov.push_back({"nesterov", 1});
  check_curve(test::chosen(family, "sgd", nesterov), kNesterovCurve);
}

TEST_CASE("the loss of adam follows PyTorch over 50 steps") {
  const std::vector<test::Setting> settings{{"learning_rate", 0.01}, {"epsilon", 1e-12}};
  check_curve(test::chosen(optim::optimizer_choices(), "adam", settings), kAdamCurve);
}

TEST_CASE("the loss of an lstm follows PyTorch over 50 steps") {
  const nn::Network network(
      {.sequence = {test::chosen(nn::layer_choices(), "lstm", {{"units", 5}})}},
      {nn::Embeddings(0, {}), {6, 2}, {}}, 3);
  const std::vector<test::Setting> settings{{"learning_rate", 0.02}, {"epsilon", 1e-12}};
  check_curve(network, test::chosen(optim::optimizer_choices(), "adam", settings), kLstmCurve);
}

TEST_CASE("the loss of a cnn with batch normalization follows PyTorch over 50 steps") {
  const auto layer = [](const char* kind, const char* options) {
    return test::chosen_by_text(nn::layer_choices(), kind, options);
  };
  const nn::Network network(
      {.image = {layer("conv2d", "{filters: 4, kernel_size: 3, padding: same, use_bias: false}"),
                 layer("batch_normalization", "{}"), layer("activation", "{function: relu}"),
                 layer("max_pooling2d", "{pool_size: 2}"),
                 layer("conv2d", "{filters: 5, kernel_size: 2, activation: relu}"),
                 layer("global_average_pooling2d", "{}")}},
      {nn::Embeddings(0, {}), {}, {6, 6, 1}}, 3);
  const std::vector<test::Setting> settings{{"learning_rate", 0.02}, {"epsilon", 1e-12}};
  check_curve(network, test::chosen(optim::optimizer_choices(), "adam", settings), kCnnCurve);
}
