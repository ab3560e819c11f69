#include <algorithm>

#include "pipeline/export/onnx/operations.hpp"

/// Operations that move values without changing them.
namespace dlflow::exporting::onnx {
namespace {

Integers axes_from_one(std::size_t count) {
  Integers axes;
  for (std::size_t i = 0; i < count; ++i) axes.push_back(static_cast<std::int64_t>(i) + 1);
  return axes;
}

std::string reshape(Nodes& nodes, const graph::Operation& operation) {
  Integers shape = integers_of(operation, "shape");
  shape.insert(shape.begin(), -1);
  return nodes.add("Reshape", {nodes.input(operation, 0), nodes.integers(shape)});
}

std::string transpose(Nodes& nodes, const graph::Operation& operation) {
  Integers axes = integers_of(operation, "axes");
  axes.insert(axes.begin(), 0);
  return nodes.add("Transpose", {nodes.input(operation, 0)}, {{"perm", axes}});
}

/// (begin, end) of the axes of rows between those of N and of channels, which get 0.
std::string pad(Nodes& nodes, const graph::Operation& operation) {
  const Integers begin = integers_of(operation, "begin"), end = integers_of(operation, "end");
  Integers pads = {0};
  pads.insert(pads.end(), begin.begin(), begin.end());
  pads.insert(pads.end(), {0, 0});
  pads.insert(pads.end(), end.begin(), end.end());
  pads.push_back(0);
  const auto value = operation.attributes.find("value");
  const double around = value == operation.attributes.end() ? 0 : std::get<double>(value->second);
  return nodes.add("Pad", {nodes.input(operation, 0), nodes.integers(pads), nodes.real(around)});
}

std::string crop(Nodes& nodes, const graph::Operation& operation) {
  const Integers begin = integers_of(operation, "begin");
  Integers end = integers_of(operation, "end");
  // Ends beyond the axis mean its end.
  for (std::int64_t& cut : end) cut = cut == 0 ? std::int64_t{1} << 40 : -cut;
  return nodes.add("Slice", {nodes.input(operation, 0), nodes.integers(begin), nodes.integers(end),
                             nodes.integers(axes_from_one(begin.size()))});
}

std::string upsample(Nodes& nodes, const graph::Operation& operation) {
  std::vector<double> scales = numbers_of(operation, "size");
  scales.insert(scales.begin(), 1);
  scales.push_back(1);
  return nodes.add("Resize", {nodes.input(operation, 0), "", nodes.reals(scales, {scales.size()})},
                   {{"mode", std::string("nearest")},
                    {"coordinate_transformation_mode", std::string("asymmetric")},
                    {"nearest_mode", std::string("floor")}});
}

std::string repeat(Nodes& nodes, const graph::Operation& operation) {
  const std::string one = nodes.add("Unsqueeze", {nodes.input(operation, 0), nodes.integers({1})});
  const auto steps = static_cast<std::int64_t>(number_of(operation, "steps"));
  return nodes.add("Expand", {one, nodes.integers({1, steps, 1})});
}

/// x in the shape that begins like `head` and goes on like that of x from an axis on.
std::string with_tail(Nodes& nodes, const std::string& x, const Integers& head, std::int64_t axis) {
  const std::string tail = nodes.add("Shape", {x}, {{"start", axis}});
  const std::string shape =
      nodes.add("Concat", {nodes.integers(head), tail}, {{"axis", std::int64_t{0}}});
  return nodes.add("Reshape", {x, shape});
}

std::string fold_steps(Nodes& nodes, const graph::Operation& operation) {
  return with_tail(nodes, nodes.input(operation, 0), {-1}, 2);
}

std::string unfold_steps(Nodes& nodes, const graph::Operation& operation) {
  const auto steps = static_cast<std::int64_t>(number_of(operation, "steps"));
  return with_tail(nodes, nodes.input(operation, 0), {-1, steps}, 1);
}

}  // namespace

std::string channels_first(Nodes& nodes, const std::string& x, std::size_t axes) {
  Integers order = axes_from_one(axes);
  order.insert(order.begin(), {0, static_cast<std::int64_t>(axes) + 1});
  return nodes.add("Transpose", {x}, {{"perm", order}});
}

std::string channels_last(Nodes& nodes, const std::string& x, std::size_t axes) {
  Integers order = {0};
  for (std::size_t i = 0; i < axes; ++i) order.push_back(static_cast<std::int64_t>(i) + 2);
  order.push_back(1);
  return nodes.add("Transpose", {x}, {{"perm", order}});
}

void add_shapes(Translations& all) {
  const Translations own = {
      {"reshape", reshape},
      {"transpose", transpose},
      {"pad", pad},
      {"crop", crop},
      {"upsample", upsample},
      {"repeat", repeat},
      {"fold_steps", fold_steps},
      {"unfold_steps", unfold_steps},
  };
  all.insert(own.begin(), own.end());
}

}  // namespace dlflow::exporting::onnx
