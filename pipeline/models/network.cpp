#include <fmt/format.h>

#include "core/base/text.hpp"
#include "pipeline/models/checks.hpp"
#include "pipeline/models/kind.hpp"
#include "pipeline/models/kinds.hpp"
#include "pipeline/models/network_model.hpp"

namespace dlflow::models {
namespace {

class Network final : public NetworkModel {
 public:
  Network(const train::NetworkOptions& options, const Problem& problem)
      : NetworkModel(options, problem) {}

  static const train::NetworkOptions& network(const train::NetworkOptions& options,
                                              const Problem&) {
    return options;
  }
};

/// The layers that read the sequence: those of its part, else those behind all parts.
const std::vector<schema::Chosen>& sequence_layers(const train::NetworkOptions& options) {
  return options.inputs.sequence.empty() ? options.layers : options.inputs.sequence;
}

/// Why the network cannot read words as codes below `codes`; "" when it can.
std::string code_reason(const train::NetworkOptions& options, std::size_t codes) {
  const auto& layers = sequence_layers(options);
  if (layers.empty() || layers.front().choice->name != "embedding")
    return fmt::format(
        "its steps are codes of words, and its first layer is no embedding; begin "
        "with embedding: {{input_dim: {}, output_dim: 64}}",
        codes);
  const schema::Node embedding = schema::dump(layers.front()).entries.front().value;
  const schema::Node* vectors = embedding.find("input_dim");
  const auto has = vectors ? parse_integer(vectors->text) : std::nullopt;
  if (has && *has >= static_cast<std::int64_t>(codes)) return "";
  return fmt::format(
      "its embedding has {} vectors, and the codes of this view need {}: set "
      "input_dim: {}, or lower max_words in the view",
      has.value_or(0), codes, codes);
}

std::string unsuited(const train::NetworkOptions& options, const Problem& problem) {
  if (problem.codes > 0) return code_reason(options, problem.codes);
  return problem.has_images() || problem.has_sequences() ? "" : needs_any_column(problem);
}

}  // namespace

ModelKind network() {
  return kind<train::NetworkOptions, Network>(
      {.name = "network",
       .doc = "A network of layers as written; its output layer and loss follow from the task.",
       .source = "as Keras's Sequential",
       .example = "{layers: [{dense: {units: 16}}], train: {epochs: 20}}",
       .complexity = 2,
       .sparse = Sparse::taken},
      unsuited_network<Network>(unsuited));
}

}  // namespace dlflow::models
