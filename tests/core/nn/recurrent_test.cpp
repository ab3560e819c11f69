#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "core/kernels/dense.hpp"
#include "core/kernels/recurrent/recurrent.hpp"
#include "core/nn/chain.hpp"
#include "difference_quotient.hpp"
#include "layer_run.hpp"

using namespace dlflow;
using test::entry;
using test::LayerRun;
using test::make_layer;
using test::options;

namespace {

template <class T>
void fill(LayerRun<T>& run, std::uint64_t seed) {
  for (std::vector<T>* values : {&run.x, &run.weights, &run.dy}) {
    const auto drawn = test::normals(values->size(), RandomKey(seed++));
    for (std::size_t i = 0; i < drawn.size(); ++i) (*values)[i] = static_cast<T>(drawn[i] * 0.3);
  }
}

/// Steps of a ragged batch; some rows have none.
std::vector<std::int32_t> ragged(std::size_t rows, std::size_t most) {
  RandomStream stream(RandomKey(9));
  std::vector<std::int32_t> steps;
  for (std::size_t n = 0; n < rows; ++n)
    steps.push_back(static_cast<std::int32_t>(stream.below(most + 1)));
  return steps;
}

std::vector<schema::Node> layers_of_every_cell(const std::string& sequences) {
  std::vector<schema::Node> nodes;
  for (const char* cell : {"simple_rnn", "lstm", "gru"})
    for (const char* backwards : {"false", "true"})
      nodes.push_back(entry(cell, options({{"units", "19"},
                                           {"go_backwards", backwards},
                                           {"return_sequences", sequences}})));
  nodes.push_back(entry("gru", options({{"units", "7"}, {"reset_after", "false"}})));
  schema::Node outer = options({{"merge_mode", "concat"}});
  outer.at("layer") = nodes[2];
  nodes.push_back(entry("bidirectional", outer));
  return nodes;
}

std::vector<schema::Chosen> chosen(const std::vector<schema::Node>& nodes) {
  std::vector<schema::Chosen> layers;
  std::vector<Problem> problems;
  for (const schema::Node& node : nodes)
    layers.push_back(schema::load_chosen(node, nn::layer_choices(), problems, ""));
  REQUIRE(problems.empty());
  return layers;
}

/// The result of a chain with random weights.
std::vector<double> run_chain(const nn::Chain& chain, std::size_t rows,
                              const std::vector<double>& x,
                              const std::vector<std::int32_t>& steps) {
  const std::vector<double> weights = test::normals(chain.block(), RandomKey(3));
  std::vector<double> y(rows * count(chain.output())), saved(chain.saved(rows)),
      scratch(chain.scratch(rows));
  nn::Pass<double> pass;
  pass.rows = rows;
  pass.x = x.data();
  pass.y = y.data();
  pass.weights = weights.data();
  pass.saved = saved.data();
  pass.scratch = scratch.data();
  pass.steps = steps.data();
  chain.forward(pass);
  return y;
}

std::string message_of(const schema::Node& node, const Shape& input) {
  try {
    make_layer(node, input);
  } catch (const UserError& error) {
    return error.problems().at(0).message + " | " + error.problems().at(0).hint;
  }
  return "";
}

}  // namespace

TEST_CASE("the gradients of a cell follow the difference quotient for every function") {
  for (const std::string_view name : names_of(kernels::recurrent::CellActivation{}))
    for (const char* cell : {"simple_rnn", "lstm", "gru", "gru before"}) {
      CAPTURE(name, cell);
      const std::string kind = std::string(cell).substr(0, std::string(cell).find(' '));
      schema::Node values = options({{"units", "3"}, {"activation", std::string(name)}});
      if (kind != "simple_rnn")
        values.at("recurrent_activation") = schema::Node::scalar(std::string(name));
      if (kind != cell) values.at("reset_after") = schema::Node::scalar("false");
      const auto layer = make_layer(entry(kind, values), {3, 2});
      LayerRun<double> run(*layer, {3, 2}, 2);
      fill(run, 5);
      run.forward();
      run.backward();
      const std::vector<double> gradients = run.gradients, dx = run.dx;
      const auto value = [&] {
        run.forward();
        return std::inner_product(run.y.begin(), run.y.end(), run.dy.begin(), 0.0);
      };
      CHECK(test::gradient_error(value, run.x.data(), run.x.size(), dx.data()) < 1e-6);
      CHECK(test::gradient_error(value, run.weights.data(), run.weights.size(), gradients.data()) <
            1e-6);
    }
}

TEST_CASE("padding a batch further changes no bit of a recurrent result") {
  const std::string sequences = GENERATE("false", "true");
  const std::size_t rows = 21, real = 6, padded = 11, channels = 3;
  for (const schema::Node& node : layers_of_every_cell(sequences)) {
    const auto near = make_layer(node, {real, channels});
    const auto far = make_layer(node, {padded, channels});
    LayerRun<float> a(*near, {real, channels}, rows), b(*far, {padded, channels}, rows);
    fill(a, 1);
    a.steps = b.steps = ragged(rows, real);
    b.weights = a.weights;
    const auto copy = [&](const std::vector<float>& from, std::vector<float>& to, float filler) {
      const std::size_t width = from.size() / rows, wide = to.size() / rows;
      for (std::size_t n = 0; n < rows; ++n)
        for (std::size_t i = 0; i < wide; ++i)
          to[n * wide + i] = i < width ? from[n * width + i] : filler;
    };
    copy(a.x, b.x, 0);
    copy(a.dy, b.dy, 5);
    a.forward();
    b.forward();
    a.backward();
    b.backward();
    CHECK(a.gradients == b.gradients);
    std::vector<float> y(b.y.size()), dx(b.dx.size());
    copy(a.y, y, 0);
    copy(a.dx, dx, 0);
    CHECK(y == b.y);
    CHECK(dx == b.dx);
  }
}

TEST_CASE("real steps reach recurrent layers through bidirectional and time_distributed ones") {
  const std::size_t rows = 5, channels = 2, real = 4;
  schema::Node both = options({}), each = options({});
  both.at("layer") = entry("lstm", options({{"units", "3"}, {"return_sequences", "true"}}));
  each.at("layer") = entry("dense", options({{"units", "4"}}));
  const std::vector<schema::Node> nodes{entry("bidirectional", both),
                                        entry("time_distributed", each),
                                        entry("gru", options({{"units", "3"}}))};
  const auto result = [&](std::size_t padded) {
    const nn::Chain chain(chosen(nodes), {padded, channels});
    const std::vector<std::int32_t> steps{4, 1, 3, 0, 2};
    std::vector<double> x(rows * padded * channels);
    const auto drawn = test::normals(rows * real * channels, RandomKey(1));
    for (std::size_t n = 0; n < rows; ++n)
      std::copy_n(drawn.begin() + static_cast<std::ptrdiff_t>(n * real * channels),
                  static_cast<std::size_t>(steps[n]) * channels, x.data() + n * padded * channels);
    return run_chain(chain, rows, x, steps);
  };
  CHECK(result(4) == result(9));
}

TEST_CASE("a decoder behind repeat_vector runs over all of its steps") {
  const nn::Chain chain(
      chosen({entry("lstm", options({{"units", "3"}})),
              entry("repeat_vector", options({{"n", "5"}})),
              entry("lstm", options({{"units", "2"}, {"return_sequences", "true"}}))}),
      {4, 2});
  const auto y = run_chain(chain, 2, test::normals(16, RandomKey(2)), {1, 4});
  REQUIRE(y.size() == 2 * 5 * 2);
  for (const double value : y) CHECK(value != 0);
}

TEST_CASE("any number of threads gives the same bits of a recurrent layer") {
  kernels::use_one_thread();
  const std::size_t rows = GENERATE(15, 40, 300);
  const Shape input{5, 4};
  for (const schema::Node& node : layers_of_every_cell("true")) {
    const auto layer = make_layer(node, input);
    LayerRun<float> alone(*layer, input, rows);
    fill(alone, 4);
    alone.steps = ragged(rows, input[0]);
    alone.forward();
    alone.backward();
    for (const int threads : {1, 2, 3, 4, 8}) {
      Team team(threads, kernels::use_one_thread);
      LayerRun<float> run(*layer, input, rows);
      fill(run, 4);
      run.steps = alone.steps;
      run.pass.team = &team;
      run.forward();
      run.backward();
      CAPTURE(threads);
      CHECK(run.y == alone.y);
      CHECK(run.dx == alone.dx);
      CHECK(run.gradients == alone.gradients);
    }
  }
}

TEST_CASE("recurrent layers give in float what they give in double, at odd sizes") {
  const std::size_t units = GENERATE(1, 15, 16, 33, 65), rows = GENERATE(1, 9, 35);
  const Shape input{7, 5};
  for (const char* cell : {"simple_rnn", "lstm", "gru"}) {
    const auto layer = make_layer(
        entry(cell, options({{"units", std::to_string(units)}, {"dropout", "0.3"}})), input);
    LayerRun<float> fast(*layer, input, rows);
    LayerRun<double> exact(*layer, input, rows);
    fill(fast, 6);
    exact.x.assign(fast.x.begin(), fast.x.end());
    exact.weights.assign(fast.weights.begin(), fast.weights.end());
    exact.dy.assign(fast.dy.begin(), fast.dy.end());
    fast.pass.is_training = exact.pass.is_training = true;
    fast.forward();
    fast.backward();
    exact.forward();
    exact.backward();
    const auto check = [](const std::vector<float>& a, const std::vector<double>& b) {
      double worst = 0, size = 1e-3;
      for (std::size_t i = 0; i < a.size(); ++i) {
        worst = std::max(worst, std::abs(static_cast<double>(a[i]) - b[i]));
        size = std::max(size, std::abs(b[i]));
      }
      CHECK(worst < 1e-5 * size);
    };
    check(fast.y, exact.y);
    check(fast.dx, exact.dx);
    check(fast.gradients, exact.gradients);
  }
}

TEST_CASE("dropout of a sequence is the same at every step, and another for another sample") {
  const Shape input{4, 6};
  const auto layer =
      make_layer(entry("lstm", options({{"units", "3"}, {"dropout", "0.5"}})), input);
  LayerRun<double> run(*layer, input, 8);
  fill(run, 2);
  run.pass.is_training = true;
  run.forward();
  run.backward();
  std::size_t dropped = 0;
  std::vector<std::vector<bool>> patterns;
  for (std::size_t n = 0; n < 8; ++n) {
    std::vector<bool> pattern;
    for (std::size_t c = 0; c < 6; ++c) {
      const bool is_dropped = run.dx[n * 24 + c] == 0;
      for (std::size_t t = 1; t < 4; ++t) CHECK((run.dx[n * 24 + t * 6 + c] == 0) == is_dropped);
      pattern.push_back(is_dropped);
      dropped += is_dropped;
    }
    patterns.push_back(pattern);
  }
  CHECK(dropped > 12);
  CHECK(dropped < 36);
  CHECK(std::adjacent_find(patterns.begin(), patterns.end(), std::not_equal_to<>()) !=
        patterns.end());
}

TEST_CASE("fresh recurrent weights are orthonormal and the forget gate begins open") {
  const auto layer = make_layer(entry("lstm", options({{"units", "6"}})), {3, 4});
  std::vector<float> weights(layer->block());
  layer->initialize(RandomKey(3), weights.data(), nullptr);
  const float* u = weights.data() + layer->parameters()[1].offset;
  for (std::size_t i = 0; i < 6; ++i)
    for (std::size_t j = 0; j < 6; ++j) {
      double product = 0;
      for (std::size_t k = 0; k < 24; ++k)
        product += static_cast<double>(u[i * 24 + k]) * static_cast<double>(u[j * 24 + k]);
      CHECK(product == Approx(i == j ? 1 : 0).margin(1e-6));
    }
  const float* bias = weights.data() + layer->parameters()[2].offset;
  for (std::size_t j = 0; j < 24; ++j) CHECK(bias[j] == (j / 6 == 1 ? 1.0F : 0.0F));
}

TEST_CASE("a recurrent layer says which shapes it wants") {
  const schema::Node lstm = entry("lstm", options({{"units", "3"}}));
  CHECK(message_of(lstm, {4}) ==
        "expects (N, T, C), got (N, 4) | set 'return_sequences: true' in a recurrent layer before "
        "it, or put 'repeat_vector' or 'reshape' before it");
  CHECK(message_of(lstm, {8, 8, 3}) ==
        "expects (N, T, C), got (N, 8, 8, 3) | put 'reshape' before it, or 'time_distributed' "
        "with 'flatten'");
  CHECK(message_of(lstm, {0, 3}) ==
        "expects (N, T, C) with at least one step and one channel, got (N, 0, 3) | look at the "
        "window and the columns that make the sequence");
  CHECK(message_of(entry("repeat_vector", options({{"n", "3"}})), {4, 2}) ==
        "expects (N, F), got (N, 4, 2) | put 'flatten' before it");
  schema::Node outer = schema::Node::map();
  outer.at("layer") = entry("dense", options({{"units", "3"}}));
  CHECK(message_of(entry("time_distributed", outer), {4}) ==
        "expects (N, T, ...) with at least one step, got (N, 4) | set 'return_sequences: true' in "
        "a recurrent layer before it, or use the layer inside it alone");
  CHECK(message_of(entry("bidirectional", outer), {4, 2}) ==
        "expects a recurrent layer inside, got 'dense' | use 'simple_rnn', 'lstm' or 'gru'");
}

TEST_CASE("a repeated vector has all its steps, however many the sequence before it had") {
  const auto layer = make_layer(entry("repeat_vector", options({{"n", "3"}})), {2});
  CHECK(layer->changes_steps());
  CHECK(layer->output_steps(1) == 3);
}

TEST_CASE("recurrent layers lower to an operation with its weights and attributes") {
  const auto layer = make_layer(entry("gru", options({{"units", "3"}})), {4, 2});
  const std::vector<float> weights(layer->block(), 0.5F);
  graph::Graph graph;
  graph.output = "x";
  layer->lower(graph, weights.data(), nullptr);
  REQUIRE(graph.operations.size() == 1);
  const graph::Operation& operation = graph.operations[0];
  CHECK(operation.kind == "gru");
  REQUIRE(operation.inputs.size() == 4);
  CHECK(operation.inputs[0] == "x");
  CHECK(graph.constants.at(operation.inputs[3]).shape == Shape{2, 9});
  CHECK(std::get<double>(operation.attributes.at("reset_after")) == 1);
  CHECK(std::get<std::string>(operation.attributes.at("recurrent_activation")) == "sigmoid");
}
