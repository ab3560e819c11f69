#include "pipeline/export/onnx/operations.hpp"

#include "core/base/error.hpp"

namespace dlflow::exporting::onnx {
namespace {

template <class T>
const T& attribute_of(const graph::Operation& operation, const std::string& name) {
  const auto found = operation.attributes.find(name);
  DLFLOW_REQUIRE(
      found != operation.attributes.end() && std::holds_alternative<T>(found->second),
      "operation '" + operation.kind + "' has no attribute '" + name + "' of the right type");
  return std::get<T>(found->second);
}

}  // namespace

const Translations& translations() {
  static const Translations all = [] {
    Translations made;
    add_elementwise(made);
    add_row_operations(made);
    add_shapes(made);
    add_windows(made);
    add_step_operations(made);
    add_recurrent(made);
    add_trees(made);
    return made;
  }();
  return all;
}

const Translation& translation_of(const std::string& kind) {
  const auto found = translations().find(kind);
  DLFLOW_REQUIRE(found != translations().end(), "no translation of '" + kind + "'");
  return found->second;
}

double number_of(const graph::Operation& operation, const std::string& name) {
  return attribute_of<double>(operation, name);
}

const std::vector<double>& numbers_of(const graph::Operation& operation, const std::string& name) {
  return attribute_of<std::vector<double>>(operation, name);
}

Integers integers_of(const graph::Operation& operation, const std::string& name) {
  Integers out;
  for (const double value : numbers_of(operation, name))
    out.push_back(static_cast<std::int64_t>(value));
  return out;
}

const std::string& text_of(const graph::Operation& operation, const std::string& name) {
  return attribute_of<std::string>(operation, name);
}

}  // namespace dlflow::exporting::onnx
