#include "pipeline/export/onnx/nodes.hpp"

#include <array>

#include "core/base/error.hpp"

/// Numbers of fields are those of onnx.proto, IR version 8.
namespace dlflow::exporting::onnx {
namespace {

Message attribute(const std::string& name, const Value& value) {
  static constexpr std::array<std::int64_t, 6> kTypes{2, 1, 3, 7, 6, 8};
  Message out;
  out.text(1, name);
  if (const auto* integer = std::get_if<std::int64_t>(&value)) out.integer(3, *integer);
  if (const auto* real = std::get_if<float>(&value)) out.real(2, *real);
  if (const auto* text = std::get_if<std::string>(&value)) out.text(4, *text);
  if (const auto* all = std::get_if<Integers>(&value)) out.integers(8, *all);
  if (const auto* all = std::get_if<Reals>(&value)) out.reals(7, *all);
  if (const auto* all = std::get_if<Texts>(&value))
    for (const std::string& text : *all) out.text(9, text);
  out.integer(20, kTypes[value.index()]);
  return out;
}

Message tensor(const std::string& name, const graph::Constant& constant) {
  Message out;
  out.integers(1, {constant.shape.begin(), constant.shape.end()});
  out.integer(2, static_cast<std::int64_t>(element_of(constant.type)));
  for (const std::string& text : constant.texts) out.text(6, text);
  out.text(8, name);
  if (constant.type == graph::Type::f32) out.text(9, little_endian<float>(constant.values));
  if (constant.type == graph::Type::f64) out.text(9, little_endian<double>(constant.values));
  if (constant.type == graph::Type::i64) out.text(9, little_endian<std::int64_t>(constant.values));
  return out;
}

}  // namespace

Element element_of(graph::Type type) {
  switch (type) {
    case graph::Type::f32:
      return Element::f32;
    case graph::Type::f64:
      return Element::f64;
    case graph::Type::i64:
      return Element::i64;
    case graph::Type::text:
      return Element::text;
    case graph::Type::flag:
      return Element::flag;
  }
  throw Bug(__FILE__, __LINE__, "a type without an element");
}

std::string Nodes::fresh(const std::string& kind) {
  return graph_.free_name(kind + "." + std::to_string(++count_));
}

std::string Nodes::output(const std::string& first, std::size_t i) {
  return i == 0 ? first : first + "." + std::to_string(i);
}

void Nodes::append(const std::string& kind, const Texts& inputs, const Texts& outputs,
                   const Values& attributes, const char* domain) {
  Message node;
  for (const std::string& name : inputs) node.text(1, name);
  for (const std::string& name : outputs) node.text(2, name);
  node.text(3, outputs.back());
  node.text(4, kind);
  for (const auto& [name, value] : attributes) node.message(5, attribute(name, value));
  node.text(7, domain);
  message_.message(1, node);
}

std::string Nodes::add(const std::string& kind, const Texts& inputs, const Values& attributes,
                       std::size_t outputs) {
  const std::string first = fresh(kind);
  Texts names;
  for (std::size_t i = 0; i < outputs; ++i) names.push_back(output(first, i));
  append(kind, inputs, names, attributes, "");
  return first;
}

std::string Nodes::add_ml(const std::string& kind, const Texts& inputs, const Values& attributes) {
  const std::string first = fresh(kind);
  append(kind, inputs, {first}, attributes, "ai.onnx.ml");
  return first;
}

void Nodes::add_named(const std::string& kind, const std::string& input, const std::string& name) {
  append(kind, {input}, {name}, {}, "");
}

std::string Nodes::constant(const graph::Constant& constant) {
  const std::string name = fresh("constant");
  message_.message(5, tensor(name, constant));
  return name;
}

std::string Nodes::integers(const Integers& values) {
  return constant({{values.size()}, {values.begin(), values.end()}, graph::Type::i64});
}

std::string Nodes::integer(std::int64_t value) {
  return constant({{}, {static_cast<double>(value)}, graph::Type::i64});
}

std::string Nodes::reals(const std::vector<double>& values, const Shape& shape) {
  return constant({shape, values});
}

std::string Nodes::value(const std::string& name) {
  const auto made = made_.find(name);
  if (made != made_.end()) return made->second;
  const auto found = graph_.constants.find(name);
  // What is neither made nor constant is an input, which keeps its name.
  if (found == graph_.constants.end()) return name;
  return made_[name] = constant(found->second);
}

std::string Nodes::input(const graph::Operation& operation, std::size_t i) {
  return value(operation.inputs.at(i));
}

const graph::Constant& Nodes::constant_of(const graph::Operation& operation, std::size_t i) const {
  return graph_.constants.at(operation.inputs.at(i));
}

}  // namespace dlflow::exporting::onnx
