#include <fmt/format.h>

#include "pipeline/models/kinds.hpp"
#include "pipeline/models/network_template.hpp"

namespace dlflow::models {
namespace {

struct Options {
  std::vector<std::int64_t> hidden = {64, 64};
  std::string activation = "relu";
  double dropout = 0;
  train::TrainOptions train;
  Options() { train.early_stopping = train::EarlyStopping{}; }
};

Drawing draw(const Options& x) {
  Drawing out;
  for (const std::int64_t units : x.hidden)
    out.all.add("dense", {{"units", units}, {"activation", x.activation}}).drop(x.dropout);
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
    const std::string problem = drawing_problem(draw(probe));
    return problem.empty() ? std::nullopt : std::optional(problem);
  });
}

class Mlp final : public NetworkModel {
 public:
  Mlp(const Options& options, const Problem& problem)
      : NetworkModel(network(options, problem), problem, 0.25) {}

  static train::NetworkOptions network(const Options& options, const Problem&) {
    return network_of(draw(options), options.train);
  }
};

}  // namespace

ModelKind mlp() {
  return kind<Options, Mlp>(
      {.name = "mlp",
       .doc = "A network of dense layers, stopped when it no longer gains.",
       .source = "D. Rumelhart, G. Hinton and R. Williams, Learning representations by "
                 "back-propagating errors (1986)",
       .example = "{hidden: [12, 8], train: {epochs: 20}}",
       .complexity = 2,
       .sparse = Sparse::taken},
      unsuited_network<Mlp, Options>(
          [](const Options&, const Problem& problem) { return needs_any_column(problem); }));
}

}  // namespace dlflow::models
