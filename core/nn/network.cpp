#include "core/nn/network.hpp"

#include <fmt/format.h>

#include "core/nn/layers/layers.hpp"

namespace dlflow::nn {
namespace {

/// What a layer found wrong with its input, at the layer's place.
UserError placed(const UserError& error, const schema::Chosen& chosen, const std::string& name) {
  std::vector<Problem> problems = error.problems();
  for (Problem& problem : problems) {
    problem.place = chosen.place;
    problem.path = name + "." + chosen.choice->name;
  }
  return {error.code(), std::move(problems)};
}

}  // namespace

Network::Network(const std::vector<schema::Chosen>& layers, Embeddings embeddings,
                 std::size_t outputs)
    : embeddings_(std::move(embeddings)), buffer_size_(embeddings_.block()) {
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const std::string name = fmt::format("layers.{}", i);
    const schema::Chosen& chosen = layers[i];
    DLFLOW_REQUIRE(chosen && chosen.options, "a layer is chosen with its options");
    try {
      append(name, chosen.choice->name, kind_of(*chosen.choice).make(chosen.options.get()));
    } catch (const UserError& error) {
      throw placed(error, chosen, name);
    }
  }
  append("output", "dense", make_output(outputs));
}

void Network::append(std::string name, std::string kind, std::unique_ptr<Layer> layer) {
  Shape input = entries_.empty() ? Shape{embeddings_.width()} : entries_.back().output;
  Shape output = layer->output_shape(input);
  layer->build(input);
  const std::size_t offset = buffer_size_;
  buffer_size_ += layer->block();
  entries_.push_back({std::move(name), std::move(kind), std::move(layer), std::move(input),
                      std::move(output), offset});
}

std::vector<Network::Named> Network::parameters() const {
  std::vector<Named> all;
  for (const Parameter& table : embeddings_.parameters())
    all.push_back({"embeddings." + table.name, table.shape, table.offset});
  for (const Entry& entry : entries_)
    for (const Parameter& parameter : entry.layer->parameters())
      all.push_back(
          {entry.name + "." + parameter.name, parameter.shape, entry.offset + parameter.offset});
  return all;
}

std::size_t Network::parameter_count() const {
  std::size_t sum = 0;
  for (const Named& parameter : parameters()) sum += count(parameter.shape);
  return sum;
}

void Network::initialize(RandomKey key, float* weights) const {
  embeddings_.initialize(key.with("embeddings"), weights);
  for (const Entry& entry : entries_)
    entry.layer->initialize(key.with(entry.name), weights + entry.offset);
}

void Network::lower(graph::Graph& graph, const float* weights) const {
  std::vector<std::string> parts;
  if (embeddings_.floats() > 0) {
    graph.inputs.push_back("floats");
    parts.push_back("floats");
  }
  for (const Parameter& table : embeddings_.parameters()) {
    const float* values = weights + table.offset;
    graph.inputs.push_back("codes." + table.name);
    graph.output = graph.inputs.back();
    graph.apply("gather",
                {graph.constant("table", {table.shape, {values, values + count(table.shape)}})});
    parts.push_back(graph.output);
  }
  graph.output = parts.front();
  if (parts.size() > 1) graph.apply("concat", {parts.begin() + 1, parts.end()});
  for (const Entry& entry : entries_) entry.layer->lower(graph, weights + entry.offset);
}

}  // namespace dlflow::nn
