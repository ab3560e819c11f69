// Recurrent layers against PyTorch: tests/reference/recurrent.py says what the numbers are.

#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <sstream>

#include "layer_run.hpp"

using namespace dlflow;
using test::LayerRun;

namespace {

/// Every stride-th value of a block, and the sum of all.
struct Block {
  std::string name;
  std::size_t count = 0, stride = 0;
  double sum = 0;
  std::vector<double> values;
};

struct Case {
  std::string line, cell, activation, merge;
  std::size_t steps = 0, channels = 0, units = 0, rows = 0;
  bool sequences = false, backwards = false, reset_after = false, ragged = false;
  std::vector<Block> blocks;
};

Case read_case(const std::string& line) {
  Case c;
  c.line = line;
  std::istringstream words(line);
  std::string word;
  words >> word >> c.cell >> c.steps >> c.channels >> c.units >> c.rows >> c.sequences >>
      c.backwards >> c.activation >> c.reset_after >> c.merge >> c.ragged;
  return c;
}

Block read_block(const std::string& line) {
  Block b;
  std::istringstream words(line);
  words >> b.name >> b.count >> b.stride >> b.sum;
  for (double value; words >> value;) b.values.push_back(value);
  return b;
}

std::vector<Case> reference_cases() {
  std::ifstream in(DLFLOW_SOURCE_DIR "/tests/reference/recurrent.txt");
  std::vector<Case> cases;
  for (std::string line; std::getline(in, line);)
    if (line.starts_with("case"))
      cases.push_back(read_case(line));
    else
      cases.back().blocks.push_back(read_block(line));
  return cases;
}

template <class T>
void wave(double start, double scale, std::size_t n, T* out) {
  for (std::size_t i = 0; i < n; ++i)
    out[i] = static_cast<T>(scale * std::sin(start + 1.37 * static_cast<double>(i)));
}

std::unique_ptr<nn::Layer> layer_of(const Case& c) {
  const auto flag = [](bool value) { return std::string(value ? "true" : "false"); };
  schema::Node node = test::options({{"units", std::to_string(c.units)},
                                     {"activation", c.activation},
                                     {"return_sequences", flag(c.sequences)},
                                     {"go_backwards", flag(c.backwards)}});
  if (c.cell == "gru") node.at("reset_after") = schema::Node::scalar(flag(c.reset_after));
  node = test::entry(c.cell, node);
  if (c.merge != "none") {
    schema::Node outer = test::options({{"merge_mode", c.merge}});
    outer.at("layer") = node;
    node = test::entry("bidirectional", outer);
  }
  return test::make_layer(node, {c.steps, c.channels});
}

template <class T>
LayerRun<T> run(const Case& c, const nn::Layer& layer) {
  LayerRun<T> run(layer, {c.steps, c.channels}, c.rows);
  wave(0.1, 1, run.x.size(), run.x.data());
  const std::size_t row = c.steps * c.channels;
  for (std::size_t n = 0; n < c.rows && c.ragged; ++n) {
    run.steps.push_back(static_cast<std::int32_t>((3 * n * n + 2 * n + 1) % c.steps + 1));
    const auto real = static_cast<std::size_t>(run.steps.back()) * c.channels;
    std::fill_n(run.x.data() + n * row + real, row - real, T{0});
  }
  const double scale = 0.9 / std::sqrt(static_cast<double>(std::max(c.channels, c.units)));
  for (std::size_t i = 0; i < layer.parameters().size(); ++i) {
    const Parameter& p = layer.parameters()[i];
    const double start = (i < 3 ? 0.4 : 5.4) + static_cast<double>(i % 3);
    wave(start, i % 3 == 2 ? 0.3 : scale, count(p.shape), run.weights.data() + p.offset);
  }
  wave(0.7, 1, run.dy.size(), run.dy.data());
  run.forward();
  run.backward();
  return run;
}

template <class T>
void check_block(const Block& expected, const T* got, double tolerance) {
  CAPTURE(expected.name);
  double sum = 0, size = 1;
  for (const double value : expected.values) size = std::max(size, std::abs(value));
  for (std::size_t i = 0; i < expected.count; ++i) sum += static_cast<double>(got[i]);
  for (std::size_t i = 0; i < expected.values.size(); ++i) {
    const double error = static_cast<double>(got[i * expected.stride]) - expected.values[i];
    REQUIRE(std::abs(error) < tolerance * size);
  }
  const double share = std::sqrt(static_cast<double>(expected.count));
  CHECK(std::abs(sum - expected.sum) < tolerance * size * share);
}

template <class T>
void check_case(const Case& c, double tolerance) {
  const auto layer = layer_of(c);
  const LayerRun<T> got = run<T>(c, *layer);
  REQUIRE(c.blocks.size() == layer->parameters().size() + 2);
  REQUIRE(c.blocks[0].count == got.y.size());
  check_block(c.blocks[0], got.y.data(), tolerance);
  check_block(c.blocks[1], got.dx.data(), tolerance);
  for (std::size_t i = 0; i < layer->parameters().size(); ++i) {
    const Parameter& p = layer->parameters()[i];
    REQUIRE(c.blocks[i + 2].count == count(p.shape));
    check_block(c.blocks[i + 2], got.gradients.data() + p.offset, tolerance);
  }
}

}  // namespace

TEST_CASE("recurrent layers in double give PyTorch's results and gradients") {
  const std::vector<Case> cases = reference_cases();
  CHECK(cases.size() >= 60);
  for (const Case& c : cases) {
    CAPTURE(c.line);
    check_case<double>(c, 1e-11);
  }
}

TEST_CASE("recurrent layers in float give PyTorch's results and gradients") {
  for (const Case& c : reference_cases()) {
    CAPTURE(c.line);
    check_case<float>(c, 1e-5);
  }
}
