#include <limits>

#include "pipeline/export/onnx/operations.hpp"

/// Convolutions and poolings: they want channels first.
namespace dlflow::exporting::onnx {
namespace {

/// A kernel (H, W, in, out) as (out, in, H, W); of sequences, where H is 1, as (out, in, W).
std::string kernel(Nodes& nodes, const graph::Constant& constant, bool is_sequence) {
  const Shape& s = constant.shape;
  std::vector<double> values;
  values.reserve(constant.values.size());
  for (std::size_t out = 0; out < s[3]; ++out)
    for (std::size_t in = 0; in < s[2]; ++in)
      for (std::size_t place = 0; place < s[0] * s[1]; ++place)
        values.push_back(constant.values[(place * s[2] + in) * s[3] + out]);
  return nodes.reals(values, is_sequence ? Shape{s[3], s[2], s[1]} : Shape{s[3], s[2], s[0], s[1]});
}

std::string convolution(Nodes& nodes, const graph::Operation& operation) {
  const bool is_sequence = number_of(operation, "is_sequence") != 0;
  const std::size_t axes = is_sequence ? 1 : 2;
  // Lists for (H, W) lose H, padding is (top, left, bottom, right).
  const auto of_axes = [&](const char* name) {
    Integers all = integers_of(operation, name);
    if (is_sequence) all.erase(all.begin());
    return all;
  };
  Integers pads = integers_of(operation, "padding");
  if (is_sequence) pads = {pads[1], pads[3]};
  Texts inputs = {channels_first(nodes, nodes.input(operation, 0), axes),
                  kernel(nodes, nodes.constant_of(operation, 1), is_sequence)};
  if (operation.inputs.size() > 2) inputs.push_back(nodes.input(operation, 2));
  const std::string y =
      nodes.add("Conv", inputs,
                {{"strides", of_axes("strides")},
                 {"dilations", of_axes("dilations")},
                 {"pads", pads},
                 {"group", static_cast<std::int64_t>(number_of(operation, "groups"))}});
  return channels_last(nodes, y, axes);
}

Values windows_of(const graph::Operation& operation) {
  Integers pads = integers_of(operation, "begin");
  const Integers end = integers_of(operation, "end");
  pads.insert(pads.end(), end.begin(), end.end());
  return {{"kernel_shape", integers_of(operation, "size")},
          {"strides", integers_of(operation, "strides")},
          {"pads", pads}};
}

/// Flags (N, T, 1) of the real steps.
std::string real_places(Nodes& nodes, const graph::Operation& operation, const std::string& x) {
  const std::string flags = real_flags(nodes, x, nodes.value(operation.steps));
  return nodes.add("Unsqueeze", {flags, nodes.integers({2})});
}

std::string as_numbers(Nodes& nodes, const std::string& flags) {
  return nodes.add("Cast", {flags}, {{"to", static_cast<std::int64_t>(Element::f32)}});
}

/// Values that are not real give way to `otherwise`, which then wins nowhere.
std::string real_or(Nodes& nodes, const std::string& flags, const std::string& x,
                    double otherwise) {
  return nodes.add("Where", {flags, x, nodes.real(otherwise)});
}

constexpr double kLowest = std::numeric_limits<float>::lowest();

std::string max_pool(Nodes& nodes, const graph::Operation& operation) {
  const std::size_t axes = numbers_of(operation, "size").size();
  std::string x = nodes.input(operation, 0);
  if (!operation.steps.empty()) x = real_or(nodes, real_places(nodes, operation, x), x, kLowest);
  const std::string y =
      nodes.add("MaxPool", {channels_first(nodes, x, axes)}, windows_of(operation));
  const std::string back = channels_last(nodes, y, axes);
  if (operation.steps.empty()) return back;
  const std::string is_some = nodes.add("Greater", {back, nodes.real(kLowest)});
  return real_or(nodes, is_some, back, 0);
}

std::string average_pool(Nodes& nodes, const graph::Operation& operation) {
  const std::size_t axes = numbers_of(operation, "size").size();
  const std::string x = nodes.input(operation, 0);
  Values windows = windows_of(operation);
  const auto pooled = [&](const std::string& values) {
    return channels_last(
        nodes, nodes.add("AveragePool", {channels_first(nodes, values, axes)}, windows), axes);
  };
  if (operation.steps.empty()) return pooled(x);
  windows.emplace_back("count_include_pad", std::int64_t{1});
  const std::string flags = real_places(nodes, operation, x);
  const std::string share = pooled(as_numbers(nodes, flags));
  const std::string mean = pooled(real_or(nodes, flags, x, 0));
  const std::string is_some = nodes.add("Greater", {share, nodes.real(0)});
  return nodes.add("Div", {mean, real_or(nodes, is_some, share, 1)});
}

Values all_places(const graph::Operation& operation) {
  const bool is_sequence = number_of(operation, "is_sequence") != 0;
  return {{"axes", is_sequence ? Integers{1} : Integers{1, 2}}, {"keepdims", std::int64_t{0}}};
}

std::string global_max_pool(Nodes& nodes, const graph::Operation& operation) {
  const std::string x = nodes.input(operation, 0);
  const bool is_cut = !operation.steps.empty() && number_of(operation, "is_sequence") != 0;
  if (!is_cut) return nodes.add("ReduceMax", {x}, all_places(operation));
  const std::string real = real_or(nodes, real_places(nodes, operation, x), x, kLowest);
  const std::string y = nodes.add("ReduceMax", {real}, all_places(operation));
  return real_or(nodes, nodes.add("Greater", {y, nodes.real(kLowest)}), y, 0);
}

std::string global_average_pool(Nodes& nodes, const graph::Operation& operation) {
  const std::string x = nodes.input(operation, 0);
  const bool is_cut = !operation.steps.empty() && number_of(operation, "is_sequence") != 0;
  if (!is_cut) return nodes.add("ReduceMean", {x}, all_places(operation));
  const std::string flags = real_places(nodes, operation, x);
  const std::string share =
      nodes.add("ReduceMean", {as_numbers(nodes, flags)}, all_places(operation));
  const std::string mean =
      nodes.add("ReduceMean", {real_or(nodes, flags, x, 0)}, all_places(operation));
  const std::string is_some = nodes.add("Greater", {share, nodes.real(0)});
  return nodes.add("Div", {mean, real_or(nodes, is_some, share, 1)});
}

}  // namespace

void add_windows(Translations& all) {
  const Translations own = {
      {"convolution", convolution},
      {"max_pool", max_pool},
      {"average_pool", average_pool},
      {"global_max_pool", global_max_pool},
      {"global_average_pool", global_average_pool},
  };
  all.insert(own.begin(), own.end());
}

}  // namespace dlflow::exporting::onnx
