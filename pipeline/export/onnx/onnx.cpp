#include "pipeline/export/onnx/onnx.hpp"

#include <fmt/format.h>

#include "core/base/error.hpp"
#include "pipeline/export/onnx/operations.hpp"

/// Numbers of fields are those of onnx.proto, IR version 8.
namespace dlflow::exporting::onnx {
namespace {

constexpr std::size_t kMostBytes = 0x7FFFFFFF;

Message dimension(std::size_t size, const char* name) {
  Message out;
  if (size > 0)
    out.integer(1, static_cast<std::int64_t>(size));
  else
    out.text(2, name);
  return out;
}

/// A ValueInfoProto: any number of rows of a shape, in which 0 stands for any number of steps.
Message value_info(const std::string& name, graph::Type type, const Shape& row) {
  Message shape;
  shape.message(1, dimension(0, "N"));
  for (const std::size_t size : row) shape.message(1, dimension(size, "T"));
  Message tensor, kind, info;
  tensor.integer(1, static_cast<std::int64_t>(element_of(type)));
  tensor.message(2, shape);
  kind.message(1, tensor);
  info.text(1, name);
  info.message(2, kind);
  return info;
}

Message operator_set(const char* domain, std::int64_t version) {
  Message out;
  out.text(1, domain);
  out.integer(2, version);
  return out;
}

Message graph_message(const graph::Graph& graph, const Card& card) {
  Nodes nodes(graph);
  for (const graph::Operation& operation : graph.operations)
    nodes.set(operation.output, translation_of(operation.kind)(nodes, operation));
  for (const graph::Result& result : graph.results)
    nodes.add_named("Identity", nodes.value(result.value), result.name);
  Message out = nodes.message();
  out.text(2, card.name);
  out.text(10, card.description);
  for (const graph::Input& input : graph.inputs)
    out.message(11, value_info(input.name, input.type, input.shape));
  for (const graph::Result& result : graph.results)
    out.message(12, value_info(result.name, result.type, result.shape));
  return out;
}

}  // namespace

std::string to_onnx(const graph::Graph& graph, const Card& card) {
  Message model;
  model.integer(1, 8);
  model.text(2, "dlflow");
  model.message(7, graph_message(graph, card));
  model.message(8, operator_set("", 17));
  model.message(8, operator_set("ai.onnx.ml", 3));
  if (model.bytes().size() > kMostBytes)
    throw UserError(ExitCode::configuration,
                    fmt::format("the model takes {} bytes as ONNX, more than the 2 GB that such a "
                                "file can hold",
                                model.bytes().size()),
                    "export a smaller model");
  return model.bytes();
}

}  // namespace dlflow::exporting::onnx
