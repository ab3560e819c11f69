#include <cmath>
#include <string_view>

#include "core/base/text.hpp"
#include "pipeline/models/trees.hpp"
#include "pipeline/models/ubjson.hpp"

namespace dlflow::models {
namespace {

/// The arrays of one tree, a value for each node.
struct TreeArrays {
  std::vector<std::int32_t> left, right, feature, missing_left;
  std::vector<float> value;

  std::size_t size() const { return value.size(); }
};

TreeArrays read_tree(Ubjson& in) {
  TreeArrays out;
  in.members([&](std::string_view name) {
    if (name == "left_children")
      out.left = in.numbers<std::int32_t>();
    else if (name == "right_children")
      out.right = in.numbers<std::int32_t>();
    else if (name == "split_indices")
      out.feature = in.numbers<std::int32_t>();
    else if (name == "split_conditions")
      out.value = in.numbers<float>();
    else if (name == "default_left")
      out.missing_left = in.numbers<std::int32_t>();
    else
      in.skip();
  });
  const bool agree = out.size() > 0 && out.left.size() == out.size() &&
                     out.right.size() == out.size() && out.feature.size() == out.size() &&
                     out.missing_left.size() == out.size();
  if (!agree) in.of_another_form("the arrays of a tree are missing or differ in length");
  return out;
}

/// Appends the nodes that can be reached, parents first: XGBoost keeps pruned ones in its arrays.
void append_tree(const Ubjson& in, const TreeArrays& tree, std::vector<TreeNode>& nodes) {
  std::vector<std::size_t> origin = {0};
  const std::size_t first = nodes.size();
  nodes.emplace_back();
  const auto reach = [&](std::int32_t child) {
    if (child < 0 || static_cast<std::size_t>(child) >= tree.size() || origin.size() >= tree.size())
      in.of_another_form("the nodes of a tree make none");
    origin.push_back(static_cast<std::size_t>(child));
  };
  for (std::size_t i = 0; i < origin.size(); ++i) {
    const std::size_t from = origin[i];
    TreeNode node;
    node.value = tree.value[from];
    if (tree.left[from] >= 0) {
      node.feature = tree.feature[from];
      if (node.feature < 0) in.of_another_form("a tree asks about no input");
      node.missing_left = tree.missing_left[from] != 0;
      node.left = static_cast<std::int32_t>(first + origin.size());
      node.right = node.left + 1;
      reach(tree.left[from]);
      reach(tree.right[from]);
      nodes.resize(first + origin.size());
    }
    nodes[first + i] = node;
  }
}

/// What is kept of a model.
struct Found {
  Trees trees;
  std::string objective;
  double inputs = 0, classes = 0, base_score = 0;
  int parameters = 0;  ///< of the three above, how many were found
};

/// XGBoost writes the numbers of its parameters as texts.
void read_parameters(Ubjson& in, Found& out) {
  in.members([&](std::string_view name) {
    double* const place = name == "num_feature"  ? &out.inputs
                          : name == "num_class"  ? &out.classes
                          : name == "base_score" ? &out.base_score
                                                 : nullptr;
    if (place == nullptr) return in.skip();
    const auto value = parse_number(in.text());
    if (!value) in.of_another_form("a parameter is no number");
    *place = *value;
    ++out.parameters;
  });
}

void read_trees(Ubjson& in, Trees& out) {
  in.members([&](std::string_view name) {
    if (name == "trees")
      in.elements([&] {
        out.roots.push_back(static_cast<std::int32_t>(out.nodes.size()));
        append_tree(in, read_tree(in), out.nodes);
      });
    else if (name == "tree_info")
      out.output = in.numbers<std::int32_t>();
    else
      in.skip();
  });
}

/// Goes down to the member `wanted` of an object and passes over the others.
template <class Read>
void within(Ubjson& in, std::string_view wanted, Read read) {
  in.members([&](std::string_view name) {
    if (name == wanted)
      read();
    else
      in.skip();
  });
}

void read_learner(Ubjson& in, Found& out) {
  in.members([&](std::string_view name) {
    if (name == "learner_model_param")
      read_parameters(in, out);
    else if (name == "objective")
      within(in, "name", [&] { out.objective = in.text(); });
    else if (name == "gradient_booster")
      within(in, "model", [&] { read_trees(in, out.trees); });
    else
      in.skip();
  });
}

float base_margin(const std::string& objective, float base_score) {
  return objective == "binary:logistic" ? -std::log(1.0F / base_score - 1.0F) : base_score;
}

/// Throws where trees ask or add to what the model does not have.
void check(const Ubjson& in, const Trees& trees) {
  if (trees.roots.empty() || trees.output.size() != trees.roots.size())
    in.of_another_form("no trees, or a tree without an output");
  for (const std::int32_t output : trees.output)
    if (output < 0 || static_cast<std::size_t>(output) >= trees.outputs)
      in.of_another_form("a tree adds to no output");
  for (const TreeNode& node : trees.nodes)
    if (node.feature >= static_cast<std::int64_t>(trees.inputs))
      in.of_another_form("a tree asks about no input");
}

}  // namespace

Trees read_xgboost_json(const std::string& model) {
  Ubjson in(model, "an XGBoost model");
  Found found;
  within(in, "learner", [&] { read_learner(in, found); });
  const bool is_whole = in.is_at_end() && found.parameters == 3 && !found.objective.empty() &&
                        found.inputs >= 1 && found.inputs <= 0x1p31 && found.classes >= 0 &&
                        found.classes <= 0x1p31;
  if (!is_whole) in.of_another_form("its parameters are missing or out of range");
  Trees out = std::move(found.trees);
  out.inputs = static_cast<std::size_t>(found.inputs);
  out.outputs = std::max<std::size_t>(1, static_cast<std::size_t>(found.classes));
  out.base = base_margin(found.objective, static_cast<float>(found.base_score));
  check(in, out);
  return out;
}

}  // namespace dlflow::models
