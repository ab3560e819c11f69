#pragma once

#include <map>
#include <string>
#include <variant>
#include <vector>

#include "core/tensor/shape.hpp"

namespace dlflow::graph {

/// What a value consists of. Operations take values of one type, where they do not say otherwise.
enum class Type { f32, f64, i64, text, flag };

/// A number, text or list of either that belongs to an operation.
using Attribute = std::variant<double, std::string, std::vector<double>, std::vector<std::string>>;
using Attributes = std::map<std::string, Attribute>;

/// Learnt or fixed values an operation reads.
struct Constant {
  Shape shape;                      ///< without a batch axis
  std::vector<double> values = {};  ///< of every type but text
  Type type = Type::f32;
  std::vector<std::string> texts = {};  ///< of type text
};

/// What is given from outside: N rows of a shape.
struct Input {
  std::string name;
  Type type = Type::f32;
  Shape shape = {};  ///< behind the batch axis; {} stands for (N)
  bool operator==(const Input&) const = default;
};

/// One step: `output = kind(inputs...)`. Inputs name earlier outputs, constants or graph inputs.
/// Rows are (F), (T, C) or (H, W, C) behind the batch axis N; lists of attributes have one number
/// for each of T, or of H and W.
///
/// Value by value; y is of the shape of x, has 1 where x has more, or is a constant of the last
/// axes:
///   add(x, y)   subtract   multiply   divide   power
///   less(x, y)   greater   greater_equal   equal    flags
///   is_missing(x)                                   flags: whether it is NaN
///   where(flags, x, y)                              x where the flag is set, else y
///   square_root(x)   absolute   logarithm   floor   error_function (in f32)
///   cast(x) {to: name of a type}
/// Along the last axis:
///   matmul(x, w)
///   concat(x, ...)
///   sum(x)                                          (N, F) to (N, 1)
///   arg_max(x)                                      (N, F) to i64 (N), the first of equal ones
///   take(x) {places}                                these places of the last axis
///   smallest(x) {count}                             (N, F) to i64 (N, count): the places of the
///                                                   smallest values, first the first of equal ones
///   pick(x, places)                                 (N, F) and i64 (N, K) to x[n, places[n, k]]
///   softmax(x)
/// Tables:
///   gather(codes, table)                            table[code] as a new last axis, of any type
///   lookup(text) {labels}                           the place of a text among labels as i64; as
///                                                   many as there are labels for an empty text,
///                                                   one more for any other
///   rows_like(x, row)                               the row for each row of x, whatever its type
///   trees(x) {...}                                  see models/trees_graph.cpp: (N, F) to f32
///                                                   (N, outputs)
/// Networks:
///   merge_add(x, ...)   merge_multiply   merge_average   merge_max    value by value
///   relu(x)   tanh   sigmoid   selu   gelu (by erf)   silu   softplus   softsign   exponential
///   hard_sigmoid (slope 1/6)   mish   leaky_relu and elu {alpha}
///   reshape(x) {shape: of a row}                 transpose(x) {axes: of a row, counted from 1}
///   layer_normalization(x) {epsilon}             (x - mean) / sqrt(variance + epsilon), last axis
///   max_pool(x)   average_pool(x) {size, strides, begin, end}: window o starts at o * strides -
///                 begin, the last may reach `end` places further than x; values outside of x do
///                 not count, nor do those behind the real steps of a sequence; a window without
///                 any value gives 0
///   global_max_pool(x)   global_average_pool(x)  {is_sequence} to (C), likewise
///   pad(x) {begin, end, value: 0}   crop(x) {begin, end}   values added, values cut
///   upsample(x) {size}                           each value repeated
///   convolution(x, kernel (H, W, in / groups, out), [bias])  strides, dilations (H, W), padding
///                 (top, left, bottom, right) in zeros, groups; is_sequence: x is (T, C), H = 1
///   repeat(x)            (N, F) to (N, `steps`, F)
///   fold_steps(x)        (N, T, ...) to (N T, ...);  unfold_steps(x) back, `steps` T: operations
///                        between them act on each step alone
///   reverse_steps(x)     the real steps of each sequence (N, T, C) in the opposite order
///   mask_steps(x, steps) zeros behind the first `steps` (N) of (N, T, C)
///   take_steps(x, places)  x (N, T, C) and i64 (N, L) to x[n, places[n, l]] (N, L, C)
///   simple_rnn, lstm, gru (x, kernel, recurrent_kernel, bias?)
///                        x (N, T, C), kernel (C, G U), recurrent_kernel (U, G U), bias (G U), for
///                        a gru with `reset_after` (2, G U): of x kernel and of h recurrent_kernel.
///                        Gates: lstm input, forget, content, output; gru update, reset, content.
///                        `activation` of the content and state, `recurrent_activation` of the
///                        gates, by name, `alpha` and `recurrent_alpha` where they have one;
///                        `units` U; `go_backwards` 1: from the last real step to
///                        the first; `return_sequences` 1: (N, T, U) in the order of processing, 0
///                        behind the real steps, else the last state (N, U)
struct Operation {
  std::string kind;
  std::vector<std::string> inputs;
  std::string output;
  Attributes attributes;
  std::string steps = {};  ///< the real steps (N) of each sequence, i64; "": all are real
};

/// What is handed out: a value under a name of its own.
struct Result {
  std::string name, value;
  Type type = Type::f64;
  Shape shape = {};  ///< behind the batch axis
};

/// Operations in the order they run.
struct Graph {
  std::vector<Input> inputs;
  std::map<std::string, Constant> constants;
  std::vector<Operation> operations;
  std::string output;           ///< of the last operation; a layer reads it and replaces it
  std::string steps;            ///< the real steps of the sequences that flow, as in an operation
  std::vector<Result> results;  ///< what the graph is for

  /// Appends an operation over the current output (and `others`) and makes its result current.
  void apply(const std::string& kind, const std::vector<std::string>& others = {});
  /// Appends an operation over these values and returns the name of its result.
  std::string operation(const std::string& kind, std::vector<std::string> over,
                        Attributes attributes = {});
  /// Adds a constant and returns its name, made unique by a count.
  std::string constant(const std::string& name, Constant value);
  /// A constant row (F) in f64.
  std::string numbers(const std::string& name, std::vector<double> values);
  /// The input of that name, which is added where there is none yet.
  std::string input(const Input& wanted);
  /// Leaves out what no result needs; the first input stays where none is needed.
  void prune();
  /// A name that no input has: underscores are added to what is wanted.
  std::string free_name(std::string wanted) const;
};

/// The name of a type, as the attribute `to` has it.
std::string name_of(Type type);

}  // namespace dlflow::graph
