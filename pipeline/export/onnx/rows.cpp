#include "pipeline/export/onnx/operations.hpp"

/// Operations along the last axis, and tables.
namespace dlflow::exporting::onnx {
namespace {

constexpr std::int64_t kLast = -1;

std::string matmul(Nodes& nodes, const graph::Operation& operation) {
  return nodes.add("MatMul", {nodes.input(operation, 0), nodes.input(operation, 1)});
}

std::string concat(Nodes& nodes, const graph::Operation& operation) {
  Texts inputs;
  for (std::size_t i = 0; i < operation.inputs.size(); ++i)
    inputs.push_back(nodes.input(operation, i));
  return nodes.add("Concat", inputs, {{"axis", kLast}});
}

std::string sum(Nodes& nodes, const graph::Operation& operation) {
  return nodes.add("ReduceSum", {nodes.input(operation, 0), nodes.integers({kLast})},
                   {{"keepdims", std::int64_t{1}}});
}

std::string arg_max(Nodes& nodes, const graph::Operation& operation) {
  return nodes.add("ArgMax", {nodes.input(operation, 0)},
                   {{"axis", kLast}, {"keepdims", std::int64_t{0}}});
}

std::string take(Nodes& nodes, const graph::Operation& operation) {
  const std::string places = nodes.integers(integers_of(operation, "places"));
  return nodes.add("Gather", {nodes.input(operation, 0), places}, {{"axis", kLast}});
}

std::string smallest(Nodes& nodes, const graph::Operation& operation) {
  const auto count = static_cast<std::int64_t>(number_of(operation, "count"));
  const std::string values =
      nodes.add("TopK", {nodes.input(operation, 0), nodes.integers({count})},
                {{"axis", kLast}, {"largest", std::int64_t{0}}, {"sorted", std::int64_t{1}}}, 2);
  return Nodes::output(values, 1);
}

std::string pick(Nodes& nodes, const graph::Operation& operation) {
  return nodes.add("GatherElements", {nodes.input(operation, 0), nodes.input(operation, 1)},
                   {{"axis", kLast}});
}

std::string softmax(Nodes& nodes, const graph::Operation& operation) {
  return nodes.add("Softmax", {nodes.input(operation, 0)}, {{"axis", kLast}});
}

std::string layer_normalization(Nodes& nodes, const graph::Operation& operation) {
  const Values last = {{"axes", Integers{kLast}}, {"keepdims", std::int64_t{1}}};
  const std::string x = nodes.input(operation, 0);
  const std::string apart = nodes.add("Sub", {x, nodes.add("ReduceMean", {x}, last)});
  const std::string variance = nodes.add("ReduceMean", {nodes.add("Mul", {apart, apart})}, last);
  const std::string safe =
      nodes.add("Add", {variance, nodes.real(number_of(operation, "epsilon"))});
  return nodes.add("Div", {apart, nodes.add("Sqrt", {safe})});
}

std::string gather(Nodes& nodes, const graph::Operation& operation) {
  const std::string codes = nodes.add("Cast", {nodes.input(operation, 0)},
                                      {{"to", static_cast<std::int64_t>(Element::i64)}});
  return nodes.add("Gather", {nodes.input(operation, 1), codes}, {{"axis", std::int64_t{0}}});
}

std::string lookup(Nodes& nodes, const graph::Operation& operation) {
  const auto& labels = std::get<Texts>(operation.attributes.at("labels"));
  Texts keys = labels;
  keys.emplace_back("");
  Integers places;
  for (std::size_t i = 0; i < keys.size(); ++i) places.push_back(static_cast<std::int64_t>(i));
  return nodes.add_ml("LabelEncoder", {nodes.input(operation, 0)},
                      {{"keys_strings", keys},
                       {"values_int64s", places},
                       {"default_int64", static_cast<std::int64_t>(keys.size())}});
}

std::string rows_like(Nodes& nodes, const graph::Operation& operation) {
  const std::string rows = nodes.add("Shape", {nodes.input(operation, 0)},
                                     {{"start", std::int64_t{0}}, {"end", std::int64_t{1}}});
  const auto width = static_cast<std::int64_t>(nodes.constant_of(operation, 1).shape.at(0));
  const std::string shape =
      nodes.add("Concat", {rows, nodes.integers({width})}, {{"axis", std::int64_t{0}}});
  return nodes.add("Expand", {nodes.input(operation, 1), shape});
}

}  // namespace

void add_row_operations(Translations& all) {
  const Translations own = {
      {"matmul", matmul},   {"concat", concat},   {"sum", sum},
      {"arg_max", arg_max}, {"take", take},       {"smallest", smallest},
      {"pick", pick},       {"softmax", softmax}, {"layer_normalization", layer_normalization},
      {"gather", gather},   {"lookup", lookup},   {"rows_like", rows_like},
  };
  all.insert(own.begin(), own.end());
}

}  // namespace dlflow::exporting::onnx
