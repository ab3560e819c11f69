#include <catch2/catch.hpp>

#include "core/nn/network.hpp"
#include "tests/core/graph/layer_case.hpp"

using namespace dlflow;
using graph::Type;
using graph::test::Interpreter;
using graph::test::Value;

namespace {

Value floats(const Shape& shape, std::vector<float> numbers) {
  return {Type::f32, shape, {numbers.begin(), numbers.end()}, {}};
}

void check_close(const std::vector<float>& wanted, const Value& got) {
  REQUIRE(got.numbers.size() == wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i)
    if (std::abs(got.numbers[i] - static_cast<double>(wanted[i])) >
        2e-5 * (1 + std::abs(wanted[i])))
      FAIL("value " << i << ": " << got.numbers[i] << " for " << wanted[i]);
}

}  // namespace

TEST_CASE(
    "the graph of every layer computes what the layer predicts, with all steps and with some") {
  int with_steps = 0;
  for (const test::LayerCase& one : test::layer_cases()) {
    INFO(one.name);
    with_steps += static_cast<int>(one.inputs.count("steps"));
    check_close(one.wanted, Interpreter(one.graph).run(one.inputs).at("value"));
  }
  CHECK(with_steps > 20);
}

TEST_CASE("the graph of a network joins the parts of a row") {
  std::vector<Problem> problems;
  const auto layer = [&](const char* kind,
                         const std::vector<std::pair<std::string, std::string>>& options) {
    return schema::load_chosen(test::entry(kind, test::options(options)), nn::layer_choices(),
                               problems, "layer");
  };
  nn::ChosenLayers chosen;
  chosen.sequence = {layer("conv1d", {{"filters", "3"}, {"kernel_size", "2"}}),
                     layer("max_pooling1d", {{"pool_size", "2"}}), layer("gru", {{"units", "4"}})};
  chosen.image = {layer("conv2d", {{"filters", "2"}, {"kernel_size", "3"}}), layer("flatten", {})};
  chosen.layers = {layer("dense", {{"units", "6"}, {"activation", "tanh"}})};
  REQUIRE(problems.empty());
  const nn::Network network(chosen, {nn::Embeddings(2, {3, 5}), {6, 2}, {4, 4, 1}}, 3);
  AlignedVector<float> weights(network.buffer_size(), 0.0F);
  network.initialize(RandomKey(3), weights.data());

  const std::size_t rows = 5;
  nn::Workspace<float> workspace(network, rows, false);
  std::map<std::string, Value> inputs;
  const auto fill = [&](const std::string& name, float* to, const Shape& shape) {
    std::vector<float> values;
    for (const double value : test::normals(rows * count(shape), RandomKey(8).with(name)))
      values.push_back(static_cast<float>(value));
    std::copy(values.begin(), values.end(), to);
    Shape whole = shape;
    whole.insert(whole.begin(), rows);
    inputs[name] = floats(whole, values);
  };
  fill("floats", workspace.table(), {2});
  const std::size_t width = network.embeddings().width();
  for (std::size_t n = 0; n < rows; ++n)
    for (std::size_t f = 0; f < 2; ++f)
      workspace.table()[n * width + f] = static_cast<float>(inputs["floats"].numbers[2 * n + f]);
  fill("image", workspace.image(), {4, 4, 1});
  fill("sequence", workspace.sequence(), {6, 2});
  for (std::size_t n = 0; n < rows; ++n) {
    workspace.steps()[n] = static_cast<std::int32_t>(2 + n);
    inputs["steps"].numbers.push_back(static_cast<double>(2 + n));
    for (std::size_t i = (2 + n) * 2; i < 12; ++i)
      workspace.sequence()[n * 12 + i] = 0, inputs["sequence"].numbers[n * 12 + i] = 0;
    for (std::size_t c = 0; c < 2; ++c) {
      const std::size_t code = (n + c) % 3;
      workspace.codes()[c * rows + n] = static_cast<std::int32_t>(code);
      inputs["code " + std::to_string(c)].numbers.push_back(static_cast<double>(code));
    }
  }
  for (const char* name : {"steps", "code 0", "code 1"}) {
    inputs[name].type = Type::i64;
    inputs[name].shape = {rows};
  }
  nn::Workspace<float>::Run run;
  run.rows = rows;
  run.weights = weights.data();
  workspace.forward(run);

  graph::Graph graph;
  network.lower(graph, weights.data(),
                {"floats", {"code 0", "code 1"}, "sequence", "steps", "image"});
  graph.results = {{"scores", graph.output, Type::f32, {}}};
  const auto results = Interpreter(graph).run(inputs);
  check_close({workspace.scores(), workspace.scores() + rows * 3}, results.at("scores"));
}

TEST_CASE("a graph leaves out what no result needs, and names nothing like a column") {
  graph::Graph graph;
  graph.input({"add_1", Type::f64, {1}});
  graph.input({"unused", Type::f64, {1}});
  const std::string sum = graph.operation("add", {"add_1", graph.numbers("two", {2})});
  graph.operation("multiply", {"unused", graph.numbers("three", {3})});
  CHECK(sum != "add_1");
  graph.results = {{"y", sum, Type::f64, {1}}};
  graph.prune();
  CHECK(graph.operations.size() == 1);
  CHECK(graph.constants.size() == 1);
  REQUIRE(graph.inputs.size() == 1);
  CHECK(graph.inputs[0].name == "add_1");
}
