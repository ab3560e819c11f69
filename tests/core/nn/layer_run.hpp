#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/nn/layer.hpp"

namespace dlflow::test {

/// A map of options as a configuration would hold it.
inline schema::Node options(const std::vector<std::pair<std::string, std::string>>& values) {
  schema::Node node = schema::Node::map();
  for (const auto& [name, value] : values) node.at(name) = schema::Node::scalar(value);
  return node;
}

/// `kind: options` as one entry of a map, which is how a layer is written.
inline schema::Node entry(const std::string& kind, schema::Node values) {
  schema::Node node = schema::Node::map();
  node.at(kind) = std::move(values);
  return node;
}

/// Throws UserError with what is wrong in the options, or with the shape.
inline std::unique_ptr<nn::Layer> make_layer(const schema::Node& node, const Shape& input) {
  std::vector<Problem> problems;
  const schema::Chosen chosen = schema::load_chosen(node, nn::layer_choices(), problems, "layer");
  if (!problems.empty()) throw UserError(ExitCode::configuration, problems);
  auto layer = nn::kind_of(*chosen.choice).make(chosen.options.get());
  layer->output_shape(input);
  layer->build(input);
  return layer;
}

/// One batch through a built layer, forward and backward.
template <class T>
struct LayerRun {
  LayerRun(const nn::Layer& l, const Shape& input, std::size_t rows)
      : layer(l), x(rows * count(input)), weights(l.block()) {
    pass.rows = rows;
    y.resize(rows * count(l.output_shape(input)));
    dy.resize(y.size());
    dx.resize(x.size());
    gradients.resize(weights.size());
    // What is not written must not matter.
    saved.assign(l.saved(rows), T(1e3));
    scratch.assign(l.scratch(rows), T(-1e3));
    for (std::size_t n = 0; n < rows; ++n) samples.push_back(static_cast<std::uint32_t>(n));
  }
  void forward() {
    fill();
    layer.forward(pass);
  }
  void backward() {
    fill();
    std::vector<T> spent = dy;
    pass.dy = spent.data();
    layer.backward(pass);
  }

  const nn::Layer& layer;
  nn::Pass<T> pass;
  std::vector<T> x, weights, y, dy, dx, gradients, saved, scratch;
  std::vector<std::int32_t> steps;
  std::vector<std::uint32_t> samples;

 private:
  void fill() {
    pass.x = x.data();
    pass.y = y.data();
    pass.dx = dx.data();
    pass.weights = weights.data();
    pass.gradients = gradients.data();
    pass.saved = saved.data();
    pass.scratch = scratch.data();
    if (!steps.empty()) pass.steps = steps.data();
    pass.samples = samples;
  }
};

}  // namespace dlflow::test
