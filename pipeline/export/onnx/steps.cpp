#include "pipeline/export/onnx/operations.hpp"

/// Operations on the steps of sequences.
namespace dlflow::exporting::onnx {
namespace {

std::string mask_steps(Nodes& nodes, const graph::Operation& operation) {
  const std::string x = nodes.input(operation, 0);
  // Whatever a step is made of lies in one axis meanwhile.
  const std::string flat = nodes.add("Reshape", {x, nodes.integers({0, 0, -1})});
  const std::string flags = nodes.add(
      "Unsqueeze", {real_flags(nodes, x, nodes.input(operation, 1)), nodes.integers({2})});
  const std::string masked = nodes.add("Where", {flags, flat, nodes.real(0)});
  return nodes.add("Reshape", {masked, nodes.add("Shape", {x})});
}

std::string take_steps(Nodes& nodes, const graph::Operation& operation) {
  const std::string places =
      nodes.add("Unsqueeze", {nodes.input(operation, 1), nodes.integers({2})});
  return nodes.add("GatherND", {nodes.input(operation, 0), places},
                   {{"batch_dims", std::int64_t{1}}});
}

std::string reverse_steps(Nodes& nodes, const graph::Operation& operation) {
  const std::string steps = operation.steps.empty() ? "" : nodes.value(operation.steps);
  return reversed(nodes, nodes.input(operation, 0), steps);
}

}  // namespace

std::string real_flags(Nodes& nodes, const std::string& x, const std::string& steps) {
  const std::string all =
      nodes.add("Shape", {x}, {{"start", std::int64_t{1}}, {"end", std::int64_t{2}}});
  const std::string count = nodes.add("Squeeze", {all, nodes.integers({0})});
  const std::string order = nodes.add("Range", {nodes.integer(0), count, nodes.integer(1)});
  return nodes.add("Less", {order, nodes.add("Unsqueeze", {steps, nodes.integers({1})})});
}

std::string reversed(Nodes& nodes, const std::string& x, const std::string& steps) {
  if (!steps.empty())
    return nodes.add("ReverseSequence", {x, steps},
                     {{"batch_axis", std::int64_t{0}}, {"time_axis", std::int64_t{1}}});
  return nodes.add("Slice", {x, nodes.integers({-1}), nodes.integers({-(std::int64_t{1} << 40)}),
                             nodes.integers({1}), nodes.integers({-1})});
}

void add_step_operations(Translations& all) {
  all["mask_steps"] = mask_steps;
  all["take_steps"] = take_steps;
  all["reverse_steps"] = reverse_steps;
}

}  // namespace dlflow::exporting::onnx
