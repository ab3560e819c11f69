#include "core/graph/expression.hpp"
#include "pipeline/ensembles/ensemble.hpp"
#include "pipeline/harness/predictor.hpp"

namespace dlflow::harness {
namespace {

using graph::Expression;

Expression lowered_member(graph::Graph& graph, const Predictor::Member& member) {
  const std::string predictions = member.model->lower(graph, member.view->lower(graph));
  graph.output.clear();
  return {graph, member.target.lower(graph, predictions)};
}

/// The class of the largest probability, as text.
Expression lowered_label(const Expression& probabilities, const std::vector<std::string>& classes) {
  graph::Graph& graph = probabilities.graph();
  const std::string labels =
      graph.constant("classes", {{classes.size()}, {}, graph::Type::text, classes});
  return probabilities.apply("arg_max").apply("gather", {labels});
}

}  // namespace

graph::Graph Predictor::lower() const {
  graph::Graph graph;
  std::vector<double> weights;
  std::vector<Expression> parts;
  for (const Member& member : members) {
    weights.push_back(member.weight);
    parts.push_back(lowered_member(graph, member));
  }
  const auto& classes = framing.classes;
  const std::size_t columns = std::max<std::size_t>(classes.size(), 1);
  const Expression all =
      ensemble.empty() ? parts.front()
                       : ensembles::lower(schema::choose(ensembles::ensemble_choices(), ensemble),
                                          weights, parts, columns);
  if (classes.empty()) {
    graph.results = {{graph.free_name("value"), all.name(), graph::Type::f64, {1}}};
  } else {
    const std::string label = lowered_label(all, classes).name();
    graph.results = {
        {graph.free_name("label"), label, graph::Type::text, {}},
        {graph.free_name("probabilities"), all.name(), graph::Type::f64, {classes.size()}}};
  }
  graph.prune();
  return graph;
}

}  // namespace dlflow::harness
