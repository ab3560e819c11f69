#include "pipeline/models/trees.hpp"

/// Trees as one operation of a graph. Its attributes have a number for each node of all trees:
/// feature (-1 at a leaf), value, left, right, missing_left; for each tree: root, output (-1: the
/// leaf's row of `leaves` is added); and inputs, outputs, base, leaves (L outputs).
namespace dlflow::models {

graph::Expression Trees::lower(const graph::Expression& rows) const {
  const auto of_nodes = [&](const auto& get) {
    std::vector<double> all;
    all.reserve(nodes.size());
    for (const TreeNode& node : nodes) all.push_back(static_cast<double>(get(node)));
    return all;
  };
  const auto doubles = [](const auto& values) {
    return std::vector<double>(values.begin(), values.end());
  };
  graph::Attributes attributes;
  attributes["feature"] = of_nodes([](const TreeNode& node) { return node.feature; });
  attributes["value"] = of_nodes([](const TreeNode& node) { return node.value; });
  attributes["left"] = of_nodes([](const TreeNode& node) { return node.left; });
  attributes["right"] = of_nodes([](const TreeNode& node) { return node.right; });
  attributes["missing_left"] = of_nodes([](const TreeNode& node) { return node.missing_left; });
  attributes["root"] = doubles(roots);
  attributes["output"] = doubles(output);
  attributes["leaves"] = doubles(leaves);
  attributes["outputs"] = static_cast<double>(outputs);
  attributes["base"] = static_cast<double>(base);
  return rows.apply("trees", {}, std::move(attributes)).to(graph::Type::f64);
}

}  // namespace dlflow::models
