#pragma once

#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/graph/graph.hpp"
#include "pipeline/export/onnx/wire.hpp"

namespace dlflow::exporting::onnx {

using Integers = std::vector<std::int64_t>;
using Reals = std::vector<float>;
using Texts = std::vector<std::string>;
/// What an attribute of a node may be.
using Value = std::variant<std::int64_t, float, std::string, Integers, Reals, Texts>;
using Values = std::vector<std::pair<std::string, Value>>;

/// Numbers of the element types in onnx.proto.
enum class Element { f32 = 1, i32 = 6, i64 = 7, text = 8, flag = 9, f64 = 11 };
Element element_of(graph::Type type);

/// The nodes and initializers of a graph in the making. Values of the neutral graph are found under
/// the name that the node which made them gave its output.
class Nodes {
 public:
  explicit Nodes(const graph::Graph& graph) : graph_(graph) {}

  /// Appends a node and returns the name of its first output; `outputs` is how many are named.
  std::string add(const std::string& kind, const Texts& inputs, const Values& attributes = {},
                  std::size_t outputs = 1);
  /// As `add`, of the operators for machine learning.
  std::string add_ml(const std::string& kind, const Texts& inputs, const Values& attributes);
  /// A node that ends in this very name.
  void add_named(const std::string& kind, const std::string& input, const std::string& name);
  /// The name of output `i` of the node whose first is this.
  static std::string output(const std::string& first, std::size_t i);

  /// Initializers, by name.
  std::string integers(const Integers& values);
  std::string integer(std::int64_t value);  ///< a scalar
  std::string reals(const std::vector<double>& values, const Shape& shape);
  std::string real(double value) { return reals({value}, {}); }
  std::string constant(const graph::Constant& constant);

  /// What an operation reads: its input `i`, which is a constant of the graph, or made before.
  std::string input(const graph::Operation& operation, std::size_t i);
  const graph::Constant& constant_of(const graph::Operation& operation, std::size_t i) const;
  std::string value(const std::string& name);
  /// Says that the neutral value is this one.
  void set(const std::string& name, std::string made) { made_[name] = std::move(made); }

  /// Nodes and initializers as fields of a GraphProto.
  const Message& message() const { return message_; }

 private:
  std::string fresh(const std::string& kind);
  void append(const std::string& kind, const Texts& inputs, const Texts& outputs,
              const Values& attributes, const char* domain);

  const graph::Graph& graph_;
  std::map<std::string, std::string> made_;
  std::size_t count_ = 0;
  Message message_;
};

}  // namespace dlflow::exporting::onnx
