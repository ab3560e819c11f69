#include "core/nn/network.hpp"

#include <catch2/catch.hpp>

#include "core/nn/layers/layers.hpp"
#include "difference_quotient.hpp"

using namespace dlflow;

namespace {

schema::Chosen example_of(std::size_t kind) {
  const nn::LayerKind& k = nn::layer_kinds().at(kind);
  return {&k.choice, k.example(), {"own.yaml", 4, 7, "  - dense: 8"}};
}

}  // namespace

TEST_CASE("the gradient of a whole network with embeddings follows the difference quotient") {
  const nn::Network network({.layers = {example_of(0), example_of(2), example_of(1)}},
                            {nn::Embeddings(3, {4, 2}), {}, {}}, 2);
  REQUIRE(network.embeddings().width() == 3 + 3 + 2);
  nn::Workspace<double> space(network, 6, true);
  std::vector<double> weights = test::normals(network.buffer_size(), RandomKey(3));
  std::vector<double> gradients(weights.size()), factors = test::normals(12, RandomKey(4));
  const std::vector<std::uint32_t> samples{5, 4, 3, 2, 1, 0};
  const std::vector<double> x = test::normals(18, RandomKey(5));
  for (std::size_t n = 0; n < 6; ++n) {
    for (std::size_t j = 0; j < 3; ++j) space.table()[n * 8 + j] = x[n * 3 + j];
    space.codes()[n] = static_cast<std::int32_t>(n % 4);
    space.codes()[6 + n] = static_cast<std::int32_t>(n % 2);
  }
  nn::Workspace<double>::Run run;
  run.rows = 6;
  run.weights = weights.data();
  run.is_training = true;
  run.samples = samples;
  const auto value = [&] {
    space.forward(run);
    double sum = 0;
    for (std::size_t i = 0; i < 12; ++i) sum += factors[i] * space.scores()[i];
    return sum;
  };
  value();
  std::copy(factors.begin(), factors.end(), space.score_gradients());
  space.backward(run, gradients.data());
  for (const nn::Network::Named& parameter : network.parameters()) {
    CAPTURE(parameter.name);
    CHECK(test::gradient_error(value, weights.data() + parameter.offset, count(parameter.shape),
                               gradients.data() + parameter.offset) < 1e-6);
  }
}

TEST_CASE("parameters are named by their place") {
  const nn::Network network({.layers = {example_of(0)}}, {nn::Embeddings(2, {7}), {}, {}}, 3);
  std::vector<std::string> names;
  for (const auto& parameter : network.parameters()) names.push_back(parameter.name);
  CHECK(names == std::vector<std::string>{"embeddings.0", "layers.0.kernel", "layers.0.bias",
                                          "output.kernel", "output.bias"});
  CHECK(network.parameter_count() == 7 * 5 + 7 * 8 + 8 + 8 * 3 + 3);
}

TEST_CASE("a layer that cannot take its input is named with its place and both shapes") {
  try {
    const nn::Network network({.layers = {example_of(0)}}, {nn::Embeddings(0, {}), {}, {}}, 1);
    FAIL("a network without inputs was made");
  } catch (const UserError& error) {
    CHECK(std::string(error.what()) ==
          "own.yaml:4:7: layers.0.dense: expects (N, F), got (N, 0)\n"
          "      - dense: 8\n"
          "          ^ give it at least one input");
    CHECK(error.code() == ExitCode::configuration);
  }
  const auto dense = nn::layer_kinds()[0].make(nn::layer_kinds()[0].example().get());
  CHECK_THROWS_WITH(dense->output_shape({8, 8, 16}),
                    Catch::Contains("expects (N, F), got (N, 8, 8, 16)") &&
                        Catch::Contains("put 'flatten' before it"));
}

TEST_CASE("dropout keeps the expected value of its input and its bits do not know the batch") {
  const nn::LayerKind kind = nn::dropout();
  const auto layer = kind.make(kind.example().get());
  const std::size_t width = 1000, rows = 20;
  layer->build({width});
  const std::vector<float> x(rows * width, 1.0F);
  std::vector<float> y(x.size()), saved(x.size());
  std::vector<std::uint32_t> samples(rows);
  for (std::size_t n = 0; n < rows; ++n) samples[n] = static_cast<std::uint32_t>(n);
  nn::Pass<float> pass;
  pass.rows = rows;
  pass.x = x.data();
  pass.y = y.data();
  pass.saved = saved.data();
  pass.is_training = true;
  pass.key = RandomKey(9);
  pass.samples = samples;
  layer->forward(pass);
  double sum = 0, zeros = 0;
  for (const float v : y) {
    sum += v;
    zeros += v == 0 ? 1 : 0;
  }
  CHECK(sum / 20000 == Approx(1).margin(0.02));
  CHECK(zeros / 20000 == Approx(0.2).margin(0.02));

  const std::vector<float> last(y.end() - width, y.end());
  pass.rows = 1;
  pass.samples = std::span(samples).last(1);
  layer->forward(pass);
  CHECK(std::equal(last.begin(), last.end(), y.begin()));
  pass.key = RandomKey(10);
  layer->forward(pass);
  CHECK(!std::equal(last.begin(), last.end(), y.begin()));
  pass.is_training = false;
  layer->forward(pass);
  CHECK(y[0] == 1);
}

TEST_CASE("a lowered network lists its operations in order") {
  const nn::Network network({.layers = {example_of(0), example_of(2)}},
                            {nn::Embeddings(2, {3}), {}, {}}, 1);
  const std::vector<float> weights(network.buffer_size(), 0.5F);
  graph::Graph graph;
  network.lower(graph, weights.data(), {"floats", {"codes"}, "", "", ""});
  std::vector<std::string> kinds;
  for (const auto& operation : graph.operations) kinds.push_back(operation.kind);
  CHECK(kinds ==
        std::vector<std::string>{"gather", "concat", "matmul", "add", "tanh", "matmul", "add"});
  CHECK(graph.operations.back().output == graph.output);
}
