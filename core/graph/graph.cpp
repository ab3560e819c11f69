#include "core/graph/graph.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace dlflow::graph {

void Graph::apply(const std::string& kind, const std::vector<std::string>& others) {
  std::vector<std::string> over;
  if (!output.empty()) over.push_back(output);
  over.insert(over.end(), others.begin(), others.end());
  output = operation(kind, std::move(over));
}

std::string Graph::operation(const std::string& kind, std::vector<std::string> over,
                             Attributes attributes) {
  Operation& made = operations.emplace_back();
  made.kind = kind;
  made.inputs = std::move(over);
  made.attributes = std::move(attributes);
  made.steps = steps;
  made.output = free_name(kind + "_" + std::to_string(operations.size()));
  return made.output;
}

std::string Graph::constant(const std::string& name, Constant value) {
  const std::string unique = free_name(name + "_c" + std::to_string(constants.size() + 1));
  constants[unique] = std::move(value);
  return unique;
}

std::string Graph::numbers(const std::string& name, std::vector<double> values) {
  const std::size_t size = values.size();
  return constant(name, {{size}, std::move(values), Type::f64});
}

std::string Graph::input(const Input& wanted) {
  if (std::ranges::find(inputs, wanted.name, &Input::name) == inputs.end())
    inputs.push_back(wanted);
  return wanted.name;
}

void Graph::prune() {
  std::set<std::string> needed;
  for (const Result& result : results) needed.insert(result.value);
  std::vector<Operation> kept;
  for (auto at = operations.rbegin(); at != operations.rend(); ++at) {
    if (!needed.contains(at->output)) continue;
    needed.insert(at->inputs.begin(), at->inputs.end());
    if (!at->steps.empty()) needed.insert(at->steps);
    kept.push_back(std::move(*at));
  }
  std::ranges::reverse(kept);
  operations = std::move(kept);
  std::erase_if(constants, [&](const auto& entry) { return !needed.contains(entry.first); });
  const Input first = inputs.empty() ? Input{} : inputs.front();
  std::erase_if(inputs, [&](const Input& input) { return !needed.contains(input.name); });
  if (inputs.empty() && !first.name.empty()) inputs.push_back(first);
}

std::string Graph::free_name(std::string wanted) const {
  while (std::ranges::find(inputs, wanted, &Input::name) != inputs.end()) wanted += '_';
  return wanted;
}

std::string name_of(Type type) {
  static constexpr std::array<const char*, 5> kNames{"f32", "f64", "i64", "text", "flag"};
  return kNames[static_cast<std::size_t>(type)];
}

}  // namespace dlflow::graph
