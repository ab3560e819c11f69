#include "core/nn/network.hpp"

#include <fmt/format.h>

#include "core/nn/layers/layers.hpp"

namespace dlflow::nn {
namespace {

/// A chain whose errors carry the path of the list it was written in.
Chain chain_of(const std::vector<schema::Chosen>& layers, Shape input, const std::string& path) {
  try {
    return Chain(layers, std::move(input));
  } catch (const UserError& error) {
    std::vector<Problem> problems = error.problems();
    for (Problem& problem : problems) problem.path = path + "." + problem.path;
    throw UserError(error.code(), std::move(problems));
  }
}

std::string part_name(Network::Part part) {
  return std::string(names_of(part)[static_cast<std::size_t>(part)]);
}

/// Where the last of some layers was written, for what only their result gets wrong.
Place last_place(const std::vector<schema::Chosen>& layers) {
  return layers.empty() ? Place{} : layers.back().place;
}

}  // namespace

std::span<const std::string_view> names_of(Network::Part) {
  static constexpr std::array<std::string_view, 3> kNames{"table", "sequence", "image"};
  return kNames;
}

void Network::add_branch(Part part, const std::vector<schema::Chosen>& layers, Shape input) {
  if (count(input) == 0 || input.empty()) {
    if (layers.empty()) return;
    throw UserError(
        ExitCode::configuration,
        {Problem{layers.front().place, "inputs." + part_name(part),
                 fmt::format("layers for {}, and the view has none",
                             part == Part::image ? "images" : "series"),
                 part == Part::image ? "give a column the kind image, or leave the layers out"
                                     : "give a column the kind series, or leave the layers out"}});
  }
  Branch branch{part, chain_of(layers, std::move(input), "inputs." + part_name(part)),
                trained_size_, statistics_size_};
  trained_size_ += branch.chain.block();
  statistics_size_ += branch.chain.statistics_block();
  branches_.push_back(std::move(branch));
}

Network::Network(const ChosenLayers& chosen, InputShapes inputs, std::size_t outputs)
    : inputs_(std::move(inputs)), trained_size_(inputs_.table.block()) {
  const std::size_t width = inputs_.table.width();
  if (width > 0 || (inputs_.sequence.empty() && inputs_.image.empty()))
    branches_.push_back(
        {Part::table, chain_of(chosen.table, Shape{width}, "inputs.table"), trained_size_, 0});
  if (!branches_.empty()) {
    trained_size_ += branches_[0].chain.block();
    statistics_size_ += branches_[0].chain.statistics_block();
  }
  add_branch(Part::sequence, chosen.sequence, inputs_.sequence);
  add_branch(Part::image, chosen.image, inputs_.image);

  Shape joined = branches_.front().chain.output();
  if (branches_.size() > 1) {
    joined = {0};
    for (const Branch& branch : branches_) {
      const Shape& shape = branch.chain.output();
      if (shape.size() != 1)
        throw UserError(ExitCode::configuration,
                        {Problem{{},
                                 "inputs." + part_name(branch.part),
                                 fmt::format("several parts of a row are concatenated as (N, F), "
                                             "but the {} part is {}",
                                             part_name(branch.part), text(shape)),
                                 fmt::format("give it layers that end in 'flatten' or a pooling: "
                                             "inputs: {{{}: [flatten]}}",
                                             part_name(branch.part))}});
      joined[0] += shape[0];
    }
  }
  trunk_ = std::make_unique<Chain>(chain_of(chosen.layers, joined, "layers"));
  if (trunk_->output().size() != 1)
    throw UserError(
        ExitCode::configuration,
        {Problem{last_place(chosen.layers), "layers",
                 fmt::format("the layers end with {}, but the output layer takes (N, F)",
                             text(trunk_->output())),
                 "put 'flatten' or a global pooling last"}});
  trunk_->append("output", "dense", make_output(outputs));
  trunk_offset_ = trained_size_;
  trunk_statistics_offset_ = statistics_size_;
  trained_size_ += trunk_->block();
  statistics_size_ += trunk_->statistics_block();
}

std::vector<Network::Named> Network::parameters() const {
  std::vector<Named> all;
  for (const Parameter& table : embeddings().parameters())
    all.push_back({"embeddings." + table.name, table.shape, table.offset});
  const auto add = [&](const Chain& chain, const std::string& prefix, std::size_t offset,
                       std::size_t statistics) {
    for (const Chain::Entry& entry : chain.entries()) {
      const std::string name = entry.name == "output" ? "output." : prefix + entry.name + ".";
      for (const Parameter& p : entry.layer->parameters())
        all.push_back(
            {name + p.name, p.shape, offset + entry.offset + p.offset, false, p.restraint});
      for (const Parameter& p : entry.layer->statistics())
        all.push_back({name + p.name, p.shape,
                       trained_size_ + statistics + entry.statistics_offset + p.offset, true});
    }
  };
  for (const Branch& branch : branches_)
    add(branch.chain, "inputs." + part_name(branch.part) + ".", branch.offset,
        branch.statistics_offset);
  add(*trunk_, "layers.", trunk_offset_, trunk_statistics_offset_);
  return all;
}

std::size_t Network::parameter_count() const {
  std::size_t sum = 0;
  for (const Named& parameter : parameters())
    if (!parameter.is_statistic) sum += count(parameter.shape);
  return sum;
}

void Network::initialize(RandomKey key, float* weights) const {
  float* const statistics = weights + trained_size_;
  embeddings().initialize(key.with("embeddings"), weights);
  for (const Branch& branch : branches_)
    branch.chain.initialize(key.with("inputs").with(part_name(branch.part)),
                            weights + branch.offset, statistics + branch.statistics_offset);
  trunk_->initialize(key.with("layers"), weights + trunk_offset_,
                     statistics + trunk_statistics_offset_);
}

/// The numbers and embedded codes of table rows, side by side.
std::string Network::lower_table(graph::Graph& graph, const float* weights,
                                 const LoweredParts& parts) const {
  std::vector<std::string> pieces;
  if (embeddings().floats() > 0) pieces.push_back(parts.floats);
  for (std::size_t c = 0; c < embeddings().parameters().size(); ++c) {
    const Parameter& table = embeddings().parameters()[c];
    const float* values = weights + table.offset;
    const std::string name =
        graph.constant("table", {table.shape, {values, values + count(table.shape)}});
    pieces.push_back(graph.operation("gather", {parts.codes.at(c), name}));
  }
  return pieces.size() == 1 ? pieces.front() : graph.operation("concat", pieces);
}

void Network::lower(graph::Graph& graph, const float* weights, const LoweredParts& parts) const {
  const float* const statistics = weights + trained_size_;
  std::vector<std::string> pieces;
  for (const Branch& branch : branches_) {
    const bool is_sequence = branch.part == Part::sequence;
    graph.output = branch.part == Part::table ? lower_table(graph, weights, parts)
                   : is_sequence              ? parts.sequence
                                              : parts.image;
    graph.steps = is_sequence ? parts.steps : "";
    branch.chain.lower(graph, weights + branch.offset, statistics + branch.statistics_offset);
    pieces.push_back(graph.output);
  }
  // A sequence alone goes on as one.
  if (pieces.size() > 1) graph.steps.clear();
  graph.output = pieces.front();
  if (pieces.size() > 1) graph.apply("concat", {pieces.begin() + 1, pieces.end()});
  trunk_->lower(graph, weights + trunk_offset_, statistics + trunk_statistics_offset_);
  graph.steps.clear();
}

}  // namespace dlflow::nn
