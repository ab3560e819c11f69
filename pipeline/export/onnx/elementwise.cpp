#include <numbers>

#include "pipeline/export/onnx/operations.hpp"

/// Operations value by value.
namespace dlflow::exporting::onnx {
namespace {

/// A node of the same inputs and these attributes.
Translation node(const char* kind, Values attributes = {}) {
  return [kind, attributes](Nodes& nodes, const graph::Operation& operation) {
    Texts inputs;
    for (std::size_t i = 0; i < operation.inputs.size(); ++i)
      inputs.push_back(nodes.input(operation, i));
    return nodes.add(kind, inputs, attributes);
  };
}

/// A node whose attribute is that of the operation.
Translation with_alpha(const char* kind) {
  return [kind](Nodes& nodes, const graph::Operation& operation) {
    return nodes.add(kind, {nodes.input(operation, 0)},
                     {{"alpha", static_cast<float>(number_of(operation, "alpha"))}});
  };
}

std::string cast(Nodes& nodes, const graph::Operation& operation) {
  const std::string& wanted = text_of(operation, "to");
  graph::Type type = graph::Type::f32;
  for (const graph::Type one : {graph::Type::f64, graph::Type::i64, graph::Type::flag})
    if (name_of(one) == wanted) type = one;
  return nodes.add("Cast", {nodes.input(operation, 0)},
                   {{"to", static_cast<std::int64_t>(element_of(type))}});
}

std::string gelu(Nodes& nodes, const graph::Operation& operation) {
  const std::string x = nodes.input(operation, 0);
  const std::string scaled = nodes.add("Mul", {x, nodes.real(1 / std::numbers::sqrt2)});
  const std::string share = nodes.add("Add", {nodes.add("Erf", {scaled}), nodes.real(1)});
  return nodes.add("Mul", {nodes.add("Mul", {x, nodes.real(0.5)}), share});
}

std::string silu(Nodes& nodes, const graph::Operation& operation) {
  const std::string x = nodes.input(operation, 0);
  return nodes.add("Mul", {x, nodes.add("Sigmoid", {x})});
}

std::string mish(Nodes& nodes, const graph::Operation& operation) {
  const std::string x = nodes.input(operation, 0);
  return nodes.add("Mul", {x, nodes.add("Tanh", {nodes.add("Softplus", {x})})});
}

std::string product(Nodes& nodes, const graph::Operation& operation) {
  std::string all = nodes.input(operation, 0);
  for (std::size_t i = 1; i < operation.inputs.size(); ++i)
    all = nodes.add("Mul", {all, nodes.input(operation, i)});
  return all;
}

}  // namespace

void add_elementwise(Translations& all) {
  const Translations own = {
      {"add", node("Add")},
      {"subtract", node("Sub")},
      {"multiply", node("Mul")},
      {"divide", node("Div")},
      {"less", node("Less")},
      {"greater", node("Greater")},
      {"greater_equal", node("GreaterOrEqual")},
      {"equal", node("Equal")},
      {"is_missing", node("IsNaN")},
      {"where", node("Where")},
      {"square_root", node("Sqrt")},
      {"absolute", node("Abs")},
      {"logarithm", node("Log")},
      {"exponential", node("Exp")},
      {"floor", node("Floor")},
      {"error_function", node("Erf")},
      {"cast", cast},
      {"relu", node("Relu")},
      {"tanh", node("Tanh")},
      {"sigmoid", node("Sigmoid")},
      {"selu", node("Selu")},
      {"softplus", node("Softplus")},
      {"softsign", node("Softsign")},
      {"hard_sigmoid", node("HardSigmoid", {{"alpha", 1.0F / 6}, {"beta", 0.5F}})},
      {"leaky_relu", with_alpha("LeakyRelu")},
      {"elu", with_alpha("Elu")},
      {"gelu", gelu},
      {"silu", silu},
      {"mish", mish},
      {"merge_add", node("Sum")},
      {"merge_multiply", product},
      {"merge_average", node("Mean")},
      {"merge_max", node("Max")},
  };
  all.insert(own.begin(), own.end());
}

}  // namespace dlflow::exporting::onnx
