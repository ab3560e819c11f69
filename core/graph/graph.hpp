#pragma once

#include <map>
#include <string>
#include <variant>
#include <vector>

#include "core/tensor/shape.hpp"

namespace dlflow::graph {

/// A number, text or list of numbers that belongs to an operation.
using Attribute = std::variant<double, std::string, std::vector<double>>;

/// Learnt or fixed values an operation reads.
struct Constant {
  Shape shape;  ///< without a batch axis
  std::vector<float> values;
};

/// One step: `output = kind(inputs...)`. Inputs name earlier outputs, constants or graph inputs.
///
///   matmul(x, w)   add(x, b)   multiply(x, b): b is added to, or a factor of, the last axis   relu(x)   tanh(x)   sigmoid(x)   softmax(x)   gather(codes, table)
///   concat(x, ...)
///   convolution(x, kernel (H, W, in / groups, out), [bias])  strides, dilations (H, W), padding
///       (top, left, bottom, right) in zeros, groups; channels last; is_sequence: x is (T, C), H = 1
struct Operation {
  std::string kind;
  std::vector<std::string> inputs;
  std::string output;
  std::map<std::string, Attribute> attributes;
};

/// Operations in the order they run.
struct Graph {
  std::vector<std::string> inputs;
  std::map<std::string, Constant> constants;
  std::vector<Operation> operations;
  std::string output;  ///< of the last operation; a layer reads it and replaces it

  /// Appends an operation over the current output (and `others`) and makes its result current.
  void apply(const std::string& kind, const std::vector<std::string>& others = {});
  /// Adds a constant and returns its name, made unique by a count.
  std::string constant(const std::string& name, Constant value);
};

}  // namespace dlflow::graph
