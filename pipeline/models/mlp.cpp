#include <fmt/format.h>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "pipeline/models/checks.hpp"
#include "pipeline/models/kind.hpp"
#include "pipeline/models/kinds.hpp"
#include "pipeline/models/network_model.hpp"

namespace dlflow::models {
namespace {

using schema::Node;

struct Options {
  std::vector<std::int64_t> hidden = {64, 64};
  std::string activation = "relu";
  double dropout = 0;
  train::TrainOptions train;
  Options() { train.early_stopping = train::EarlyStopping{}; }
};

Node text_node(std::string text) {
  Node node;
  node.kind = Node::Kind::scalar;
  node.text = std::move(text);
  return node;
}

Node map_node(std::vector<Node::Entry> entries) {
  Node node;
  node.kind = Node::Kind::map;
  node.entries = std::move(entries);
  return node;
}

/// The layers as they would be written for a `network`.
Node layers_of(const Options& x) {
  Node layers;
  layers.kind = Node::Kind::list;
  for (std::int64_t units : x.hidden) {
    const Node dense = map_node({{"units", {}, text_node(std::to_string(units))},
                                 {"activation", {}, text_node(x.activation)}});
    layers.items.push_back(map_node({{"dense", {}, dense}}));
    if (x.dropout > 0) {
      const Node dropout = map_node({{"rate", {}, text_node(shortest(x.dropout))}});
      layers.items.push_back(map_node({{"dropout", {}, dropout}}));
    }
  }
  return layers;
}

train::NetworkOptions network_of(const Options& x, std::vector<dlflow::Problem>& problems) {
  train::NetworkOptions out;
  schema::Object table = schema::table(out);
  schema::load(map_node({{"layers", {}, layers_of(x)}}), table, problems);
  out.train = x.train;
  return out;
}

train::NetworkOptions network_of(const Options& x) {
  std::vector<dlflow::Problem> problems;
  train::NetworkOptions out = network_of(x, problems);
  if (!problems.empty()) throw UserError(ExitCode::configuration, std::move(problems));
  return out;
}

void describe(schema::Object& o, Options& x) {
  o.field("hidden", x.hidden, "Units of each hidden layer, from the inputs to the output.");
  o.field("activation", x.activation, "Activation of the hidden layers.");
  o.field("dropout", x.dropout, "Share of the outputs of each hidden layer zeroed in training.")
      .at_least(0)
      .below(1);
  o.field("train", x.train, "How it is trained; a batch is at most a quarter of the rows.");
  o.list_form("hidden");
  o.check("hidden", [&x]() -> std::optional<std::string> {
    for (std::int64_t units : x.hidden)
      if (units < 1) return fmt::format("expected at least 1 unit in a layer, got {}", units);
    return std::nullopt;
  });
  o.check("activation", [&x]() -> std::optional<std::string> {
    Options probe;
    probe.hidden = {1};
    probe.activation = x.activation;
    std::vector<dlflow::Problem> problems;
    network_of(probe, problems);
    if (problems.empty()) return std::nullopt;
    return problems[0].message + "\n" + problems[0].hint;
  });
}

class Mlp final : public NetworkModel {
 public:
  Mlp(const Options& options, const Problem& problem)
      : NetworkModel(network_of(options), problem, 0.25) {}
};

}  // namespace

ModelKind mlp() {
  return kind<Options, Mlp>(
      {.name = "mlp",
       .doc = "A network of dense layers, stopped when it no longer gains.",
       .example = "{hidden: [12, 8], train: {epochs: 20}}",
       .complexity = 2},
      [](const Options&, const Problem& problem) { return needs_any_column(problem); });
}

}  // namespace dlflow::models
