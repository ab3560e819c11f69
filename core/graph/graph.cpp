#include "core/graph/graph.hpp"

namespace dlflow::graph {

void Graph::apply(const std::string& kind, const std::vector<std::string>& others) {
  Operation& operation = operations.emplace_back();
  operation.kind = kind;
  if (!output.empty()) operation.inputs.push_back(output);
  operation.inputs.insert(operation.inputs.end(), others.begin(), others.end());
  operation.output = kind + "_" + std::to_string(operations.size());
  output = operation.output;
}

std::string Graph::constant(const std::string& name, Constant value) {
  std::string unique = name + "_" + std::to_string(constants.size() + 1);
  constants[unique] = std::move(value);
  return unique;
}

}  // namespace dlflow::graph
