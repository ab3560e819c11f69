#include <cmath>
#include <nlohmann/json.hpp>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "pipeline/models/trees.hpp"

namespace dlflow::models {
namespace {

using Json = nlohmann::json;

/// XGBoost writes the numbers of its parameters as texts.
double number_of(const Json& text) {
  const auto value = parse_number(text.get<std::string>());
  DLFLOW_REQUIRE(value.has_value(), "a parameter of the XGBoost model is no number");
  return *value;
}

bool truth_of(const Json& value) {
  return value.is_boolean() ? value.get<bool>() : value.get<int>() != 0;
}

/// Appends the nodes that can be reached, parents first: XGBoost keeps pruned ones in its arrays.
void append_tree(const Json& tree, std::vector<TreeNode>& nodes) {
  const Json &left = tree.at("left_children"), &right = tree.at("right_children");
  const Json &feature = tree.at("split_indices"), &value = tree.at("split_conditions");
  const Json& missing_left = tree.at("default_left");
  std::vector<std::size_t> origin = {0};
  const std::size_t first = nodes.size();
  nodes.emplace_back();
  for (std::size_t i = 0; i < origin.size(); ++i) {
    const std::size_t from = origin[i];
    TreeNode node;
    node.value = static_cast<float>(value.at(from).get<double>());
    const int to_left = left.at(from).get<int>(), to_right = right.at(from).get<int>();
    if (to_left >= 0) {
      node.feature = feature.at(from).get<std::int32_t>();
      node.missing_left = truth_of(missing_left.at(from));
      node.left = static_cast<std::int32_t>(first + origin.size());
      node.right = node.left + 1;
      origin.push_back(static_cast<std::size_t>(to_left));
      origin.push_back(static_cast<std::size_t>(to_right));
      nodes.resize(first + origin.size());
    }
    nodes[first + i] = node;
  }
}

float base_margin(const std::string& objective, float base_score) {
  return objective == "binary:logistic" ? -std::log(1.0F / base_score - 1.0F) : base_score;
}

Trees read(const Json& learner) {
  Trees out;
  const Json& parameters = learner.at("learner_model_param");
  out.inputs = static_cast<std::size_t>(number_of(parameters.at("num_feature")));
  out.outputs =
      std::max<std::size_t>(1, static_cast<std::size_t>(number_of(parameters.at("num_class"))));
  out.base = base_margin(learner.at("objective").at("name").get<std::string>(),
                         static_cast<float>(number_of(parameters.at("base_score"))));
  const Json& model = learner.at("gradient_booster").at("model");
  for (const Json& tree : model.at("trees")) {
    out.roots.push_back(static_cast<std::int32_t>(out.nodes.size()));
    append_tree(tree, out.nodes);
  }
  for (const Json& output : model.at("tree_info")) out.output.push_back(output.get<std::int32_t>());
  DLFLOW_REQUIRE(out.output.size() == out.roots.size(),
                 "a tree of the XGBoost model has no output");
  return out;
}

}  // namespace

Trees read_xgboost_json(const std::string& model) {
  try {
    return read(Json::from_ubjson(model).at("learner"));
  } catch (const Json::exception& error) {
    throw Bug(__FILE__, __LINE__, std::string("an XGBoost model of another form: ") + error.what());
  }
}

}  // namespace dlflow::models
