#include "core/nn/layer.hpp"

#include "core/nn/chain.hpp"
#include "core/nn/layers/layers.hpp"
#include "core/tensor/arena.hpp"

namespace dlflow::nn {

std::size_t Layer::add_parameter(std::string name, Shape shape, Restraint restraint) {
  const std::size_t values = count(shape);
  parameters_.push_back({std::move(name), std::move(shape), block_, restraint});
  block_ += aligned_count<float>(values);
  return parameters_.size() - 1;
}

std::size_t Layer::add_statistic(std::string name, Shape shape) {
  const std::size_t values = count(shape);
  statistics_.push_back({std::move(name), std::move(shape), statistics_block_});
  statistics_block_ += aligned_count<float>(values);
  return statistics_.size() - 1;
}

void Layer::add_nested(const std::string& name, const Chain& chain) {
  for (const Chain::Entry& entry : chain.entries()) {
    const std::string prefix = (name.empty() ? "" : name + ".") + entry.name + ".";
    for (const Parameter& p : entry.layer->parameters())
      parameters_.push_back(
          {prefix + p.name, p.shape, block_ + entry.offset + p.offset, p.restraint});
    for (const Parameter& p : entry.layer->statistics())
      statistics_.push_back(
          {prefix + p.name, p.shape, statistics_block_ + entry.statistics_offset + p.offset});
  }
  block_ += chain.block();
  statistics_block_ += chain.statistics_block();
}

const std::vector<LayerKind>& layer_kinds() {
  static const std::vector<LayerKind> kKinds{
      dense(),
      activation(),
      dropout(),
      leaky_relu(),
      elu(),
      spatial_dropout(),
      gaussian_noise(),
      gaussian_dropout(),
      alpha_dropout(),
      batch_normalization(),
      layer_normalization(),
      embedding(),
      flatten(),
      reshape(),
      permute(),
      conv1d(),
      conv2d(),
      depthwise_conv2d(),
      separable_conv2d(),
      max_pooling1d(),
      max_pooling2d(),
      average_pooling1d(),
      average_pooling2d(),
      global_max_pooling1d(),
      global_max_pooling2d(),
      global_average_pooling1d(),
      global_average_pooling2d(),
      zero_padding1d(),
      zero_padding2d(),
      cropping1d(),
      cropping2d(),
      upsampling1d(),
      upsampling2d(),
      simple_rnn(),
      lstm(),
      gru(),
      bidirectional(),
      time_distributed(),
      repeat_vector(),
      residual(),
      parallel(),
  };
  return kKinds;
}

const schema::Choices& layer_choices() {
  static const schema::Choices kChoices = [] {
    schema::Choices choices;
    for (const LayerKind& kind : layer_kinds()) choices.push_back(&kind.choice);
    return choices;
  }();
  return kChoices;
}

const LayerKind& kind_of(const schema::Choice& choice) {
  for (const LayerKind& kind : layer_kinds())
    if (&kind.choice == &choice) return kind;
  throw Bug(__FILE__, __LINE__, "not a layer: " + choice.name);
}

std::string lowered_steps(graph::Graph& graph, const Layer& layer, std::size_t steps) {
  if (graph.steps.empty()) return "";
  graph::Constant table{{steps + 1}, {}, graph::Type::i64};
  for (std::size_t real = 0; real <= steps; ++real)
    table.values.push_back(layer.output_steps(static_cast<std::int32_t>(real)));
  const std::string left = graph.constant("steps", std::move(table));
  return graph.operation("gather", {graph.steps, left});
}

void lower_mask(graph::Graph& graph, const std::string& steps) {
  if (!steps.empty()) graph.apply("mask_steps", {steps});
}

}  // namespace dlflow::nn
