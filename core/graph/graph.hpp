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
/// Rows are (F), (T, C) or (H, W, C) behind the batch axis N; lists of attributes have one number
/// for each of T, or of H and W.
///
///   matmul(x, w)   add(x, b)   multiply(x, b)    over the last axis of x
///   concat(x, ...)                               along the last axis
///   merge_add(x, ...)   merge_multiply   merge_average   merge_max    value by value
///   gather(codes, table)                         table[code] as a new last axis
///   relu(x)   tanh   sigmoid   selu   gelu (by erf)   silu   softplus   softsign   exponential
///   hard_sigmoid (slope 1/6)   mish   leaky_relu and elu {alpha}   softmax over the last axis
///   reshape(x) {shape: of a row}                 transpose(x) {axes: of a row, counted from 1}
///   layer_normalization(x) {epsilon}             (x - mean) / sqrt(variance + epsilon), last axis
///   max_pool(x)   average_pool(x) {size, strides, begin, output: windows}: window o starts at
///                 o * strides - begin; values outside of x do not count
///   global_max_pool(x)   global_average_pool(x)  to (C)
///   pad(x) {begin, end}   crop(x) {begin, end}   zeros added, values cut
///   upsample(x) {size}                           each value repeated
///   convolution(x, kernel (H, W, in / groups, out), [bias])  strides, dilations (H, W), padding
///                 (top, left, bottom, right) in zeros, groups; is_sequence: x is (T, C), H = 1
///   repeat(x)            (N, F) to (N, `steps`, F)
///   fold_steps(x)        (N, T, ...) to (N T, ...);  unfold_steps(x) back, `steps` T: operations
///                        between them act on each step alone
///   reverse_steps(x)     the real steps of each sequence (N, T, C) in the opposite order
///   simple_rnn, lstm, gru (x, kernel, recurrent_kernel, bias?)
///                        x (N, T, C), kernel (C, G U), recurrent_kernel (U, G U), bias (G U), for
///                        a gru with `reset_after` (2, G U): of x kernel and of h recurrent_kernel.
///                        Gates: lstm input, forget, content, output; gru update, reset, content.
///                        `activation` of the content and state, `recurrent_activation` of the
///                        gates, by name; `units` U; `go_backwards` 1: from the last real step to
///                        the first; `return_sequences` 1: (N, T, U) in the order of processing, 0
///                        behind the real steps, else the last state (N, U)
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
