#include "core/nn/losses/rows.hpp"

#include <fmt/format.h>

#include "core/graph/expression.hpp"

namespace dlflow::nn {

void lower_values(graph::Graph& graph) {
  graph.output = graph.operation("cast", {graph.output}, {{"to", name_of(graph::Type::f64)}});
}

void lower_sigmoid(graph::Graph& graph) {
  lower_values(graph);
  graph.output = two_classes(graph::Expression(graph, graph.output)).name();
}

void lower_softmax(graph::Graph& graph) {
  lower_values(graph);
  graph.apply("softmax");
}

void describe_class_weights(schema::Object& o, std::vector<double>& values) {
  o.field("class_weights", values, "Factor on the loss of each class, in the order of the classes.")
      .at_least(0)
      .default_is("all 1");
}

ClassWeights class_weights(const std::vector<double>& values, std::size_t classes) {
  if (!values.empty() && values.size() != classes)
    throw UserError(
        ExitCode::configuration,
        {Problem{{},
                 "class_weights",
                 fmt::format("expected {} numbers, one a class, got {}", classes, values.size()),
                 "give them in the order in which 'dlflow define' lists the classes"}});
  return {values};
}

void describe(schema::Object& o, CrossEntropyOptions& x) {
  describe_class_weights(o, x.class_weights);
  o.field("label_smoothing", x.label_smoothing, "Share of the truth spread over all classes.")
      .at_least(0)
      .below(1);
}

}  // namespace dlflow::nn
