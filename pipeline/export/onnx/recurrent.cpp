#include <fmt/format.h>

#include "core/base/error.hpp"
#include "pipeline/export/onnx/operations.hpp"

/// Recurrent layers. ONNX has steps before rows, gates of the LSTM in another order, and matrices
/// with a row for each result.
namespace dlflow::exporting::onnx {
namespace {

/// The names of functions and their numbers, in the order of the gates.
struct Functions {
  Texts names;
  Reals alphas, betas;
};

void add_function(const graph::Operation& operation, const std::string& which,
                  const std::string& alpha, Functions& all) {
  const std::string& name = text_of(operation, which);
  static const std::map<std::string, std::string> kNames = {
      {"linear", "Affine"},     {"relu", "Relu"},         {"tanh", "Tanh"},
      {"sigmoid", "Sigmoid"},   {"elu", "Elu"},           {"leaky_relu", "LeakyRelu"},
      {"softplus", "Softplus"}, {"softsign", "Softsign"}, {"hard_sigmoid", "HardSigmoid"}};
  const auto found = kNames.find(name);
  if (found == kNames.end())
    throw UserError(ExitCode::configuration,
                    fmt::format("a layer of kind '{}' with the activation '{}' has no counterpart "
                                "in ONNX",
                                operation.kind, name),
                    "use tanh, sigmoid, relu or another function that ONNX knows");
  all.names.push_back(found->second);
  // The lists hold numbers for those functions alone that have some.
  if (name == "linear") all.alphas.push_back(1);
  if (name == "hard_sigmoid") all.alphas.push_back(1.0F / 6);
  if (name == "elu" || name == "leaky_relu")
    all.alphas.push_back(static_cast<float>(number_of(operation, alpha)));
  if (name == "linear") all.betas.push_back(0);
  if (name == "hard_sigmoid") all.betas.push_back(0.5F);
}

Functions functions_of(const graph::Operation& operation) {
  Functions all;
  const auto gate = [&] {
    add_function(operation, "recurrent_activation", "recurrent_alpha", all);
  };
  const auto content = [&] { add_function(operation, "activation", "alpha", all); };
  if (operation.kind != "simple_rnn") gate();
  content();
  if (operation.kind == "lstm") content();
  return all;
}

/// Which of our gates stands at each place of ONNX's.
std::vector<std::size_t> gate_order(const std::string& kind) {
  if (kind == "lstm") return {0, 3, 1, 2};
  if (kind == "gru") return {0, 1, 2};
  return {0};
}

/// A kernel (inputs, G U) as (1, G U, inputs), gates in the other order.
std::string turned(Nodes& nodes, const graph::Constant& kernel,
                   const std::vector<std::size_t>& gates) {
  const std::size_t inputs = kernel.shape[0], width = kernel.shape[1];
  const std::size_t units = width / gates.size();
  std::vector<double> values;
  for (const std::size_t gate : gates)
    for (std::size_t u = 0; u < units; ++u)
      for (std::size_t i = 0; i < inputs; ++i)
        values.push_back(kernel.values[i * width + gate * units + u]);
  return nodes.reals(values, {1, width, inputs});
}

/// Offsets of the inputs, then of the states: (1, 2 G U).
std::string offsets(Nodes& nodes, const graph::Constant& bias,
                    const std::vector<std::size_t>& gates) {
  const std::size_t lines = bias.shape.size() > 1 ? bias.shape[0] : 1;
  const std::size_t width = bias.values.size() / lines, units = width / gates.size();
  std::vector<double> values;
  for (std::size_t line = 0; line < lines; ++line)
    for (const std::size_t gate : gates)
      for (std::size_t u = 0; u < units; ++u)
        values.push_back(bias.values[line * width + gate * units + u]);
  values.resize(2 * width, 0);
  return nodes.reals(values, {1, 2 * width});
}

std::string recurrent(Nodes& nodes, const graph::Operation& operation) {
  const std::vector<std::size_t> gates = gate_order(operation.kind);
  const std::string steps = operation.steps.empty() ? "" : nodes.value(operation.steps);
  const bool goes_backwards = number_of(operation, "go_backwards") != 0;
  const bool returns_all = number_of(operation, "return_sequences") != 0;
  std::string x = nodes.input(operation, 0);
  if (goes_backwards) x = reversed(nodes, x, steps);
  const bool has_bias = operation.inputs.size() > 3;
  Texts inputs = {nodes.add("Transpose", {x}, {{"perm", Integers{1, 0, 2}}}),
                  turned(nodes, nodes.constant_of(operation, 1), gates),
                  turned(nodes, nodes.constant_of(operation, 2), gates),
                  has_bias ? offsets(nodes, nodes.constant_of(operation, 3), gates) : ""};
  inputs.push_back(steps.empty() ? ""
                                 : nodes.add("Cast", {steps},
                                             {{"to", static_cast<std::int64_t>(Element::i32)}}));
  while (inputs.back().empty()) inputs.pop_back();
  const Functions functions = functions_of(operation);
  Values attributes = {{"hidden_size", static_cast<std::int64_t>(number_of(operation, "units"))},
                       {"activations", functions.names}};
  if (!functions.alphas.empty()) attributes.emplace_back("activation_alpha", functions.alphas);
  if (!functions.betas.empty()) attributes.emplace_back("activation_beta", functions.betas);
  if (operation.kind == "gru")
    attributes.emplace_back("linear_before_reset",
                            static_cast<std::int64_t>(number_of(operation, "reset_after")));
  const std::string kind = operation.kind == "lstm"  ? "LSTM"
                           : operation.kind == "gru" ? "GRU"
                                                     : "RNN";
  const std::string y = nodes.add(kind, inputs, attributes, 2);
  // All results are (T, 1, N, U), the last state (1, N, U).
  if (!returns_all) return nodes.add("Squeeze", {Nodes::output(y, 1), nodes.integers({0})});
  return nodes.add("Transpose", {nodes.add("Squeeze", {y, nodes.integers({1})})},
                   {{"perm", Integers{1, 0, 2}}});
}

}  // namespace

void add_recurrent(Translations& all) {
  for (const char* kind : {"simple_rnn", "lstm", "gru"}) all[kind] = recurrent;
}

}  // namespace dlflow::exporting::onnx
