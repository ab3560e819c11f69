#pragma once

#include "core/nn/chain.hpp"
#include "tests/core/graph/interpreter.hpp"
#include "tests/core/nn/difference_quotient.hpp"
#include "tests/core/nn/layer_run.hpp"

namespace dlflow::test {

/// A layer as a graph from `x`, and `steps`, to `value`, with random rows and what the layer makes
/// of them.
struct LayerCase {
  std::string name;
  graph::Graph graph;
  std::map<std::string, graph::test::Value> inputs;
  std::vector<float> wanted;
};

/// Random rows; zeros behind the real steps, as in a network.
inline void fill_rows(LayerRun<float>& run, const nn::LayerKind& kind, const Shape& input) {
  const std::vector<double> drawn = normals(run.x.size(), RandomKey(5));
  for (std::size_t i = 0; i < run.x.size(); ++i)
    run.x[i] =
        static_cast<float>(kind.codes > 0 ? static_cast<double>(i * 7 % kind.codes) : drawn[i]);
  const std::size_t all = count(input), step = all / input.front();
  for (std::size_t n = 0; n < run.steps.size(); ++n)
    for (std::size_t i = static_cast<std::size_t>(run.steps[n]) * step; i < all; ++i)
      run.x[n * all + i] = 0;
}

/// `steps`: the real ones of each of the rows; empty: all are.
inline LayerCase layer_case(const nn::LayerKind& kind, const Shape& input,
                            const std::vector<std::int32_t>& steps) {
  const std::size_t rows = 4;
  const nn::Chain chain({{&kind.choice, kind.example(), {}}}, input);
  LayerRun<float> run(*chain.entries().front().layer, input, rows);
  run.steps = steps;
  fill_rows(run, kind, input);
  std::vector<float> statistics(chain.statistics_block() + 1, 0);
  chain.initialize(RandomKey(9), run.weights.data(), statistics.data());
  const std::vector<double> more = normals(run.weights.size(), RandomKey(6));
  for (std::size_t i = 0; i < more.size(); ++i)
    run.weights[i] += 0.1F * static_cast<float>(more[i]);
  run.pass.statistics = statistics.data();
  run.pass.is_training = false;
  run.forward();

  LayerCase out{kind.choice.name + " of " + text(input) + (steps.empty() ? "" : " and their steps"),
                {},
                {},
                run.y};
  Shape shape = input;
  shape.insert(shape.begin(), rows);
  out.inputs["x"] = {graph::Type::f32, shape, {run.x.begin(), run.x.end()}, {}};
  out.graph.output = out.graph.input({"x", graph::Type::f32, input});
  if (!steps.empty()) {
    out.graph.steps = out.graph.input({"steps", graph::Type::i64, {}});
    out.inputs["steps"] = {graph::Type::i64, {rows}, {steps.begin(), steps.end()}, {}};
  }
  chain.lower(out.graph, run.weights.data(), statistics.data());
  out.graph.results = {{"value", out.graph.output, graph::Type::f32, chain.output()}};
  out.graph.prune();
  return out;
}

/// Every layer with every shape of its own; sequences also with steps that are not real.
inline std::vector<LayerCase> layer_cases() {
  std::vector<LayerCase> all;
  for (const nn::LayerKind& kind : nn::layer_kinds())
    for (const Shape& input : kind.inputs) {
      all.push_back(layer_case(kind, input, {}));
      const auto steps = static_cast<std::int32_t>(input[0]);
      if (input.size() == 2 && steps >= 3)
        all.push_back(layer_case(kind, input, {steps, 1, steps - 1, 2}));
    }
  return all;
}

}  // namespace dlflow::test
