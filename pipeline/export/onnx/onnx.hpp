#pragma once

#include <string>

#include "core/graph/graph.hpp"

namespace dlflow::exporting::onnx {

/// What a model says of itself beside its graph.
struct Card {
  std::string name;         ///< of the graph; not empty
  std::string description;  ///< in words
};

/// The graph as the bytes of an ONNX file: IR version 8, opset 17 and ai.onnx.ml 3, all weights
/// inside. Throws UserError (configuration) naming an operation that ONNX has no counterpart for,
/// or when the file would pass the 2 GB that a protocol buffer can hold.
std::string to_onnx(const graph::Graph& graph, const Card& card);

}  // namespace dlflow::exporting::onnx
