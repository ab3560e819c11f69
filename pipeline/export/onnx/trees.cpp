#include <algorithm>

#include "pipeline/export/onnx/operations.hpp"

namespace dlflow::exporting::onnx {
namespace {

/// The attributes of a TreeEnsembleRegressor in the making: a number for each node, and for each
/// value of a leaf.
struct Ensemble {
  Integers tree, node, feature, left, right, missing_left;
  Reals value;
  Texts mode;
  Integers leaf_tree, leaf_node, leaf_output;
  Reals leaf_value;
};

/// The neutral operation's attributes; see models/trees_graph.cpp.
class Reader {
 public:
  explicit Reader(const graph::Operation& operation)
      : feature_(numbers_of(operation, "feature")),
        value_(numbers_of(operation, "value")),
        left_(numbers_of(operation, "left")),
        right_(numbers_of(operation, "right")),
        missing_left_(numbers_of(operation, "missing_left")),
        root_(numbers_of(operation, "root")),
        output_(numbers_of(operation, "output")),
        leaves_(numbers_of(operation, "leaves")),
        outputs_(static_cast<std::size_t>(number_of(operation, "outputs"))) {}

  Ensemble read() const {
    Ensemble all;
    for (std::size_t t = 0; t < root_.size(); ++t) {
      const auto first = static_cast<std::size_t>(root_[t]);
      const auto end =
          t + 1 < root_.size() ? static_cast<std::size_t>(root_[t + 1]) : feature_.size();
      for (std::size_t i = first; i < end; ++i) add_node(t, first, i, all);
    }
    return all;
  }

 private:
  void add_node(std::size_t t, std::size_t first, std::size_t i, Ensemble& all) const {
    const bool is_leaf = feature_[i] < 0;
    const auto within = [&](double node) {
      return is_leaf ? std::int64_t{0}
                     : static_cast<std::int64_t>(node) - static_cast<std::int64_t>(first);
    };
    all.tree.push_back(static_cast<std::int64_t>(t));
    all.node.push_back(static_cast<std::int64_t>(i - first));
    all.feature.push_back(is_leaf ? 0 : static_cast<std::int64_t>(feature_[i]));
    all.value.push_back(is_leaf ? 0 : static_cast<float>(value_[i]));
    all.left.push_back(within(left_[i]));
    all.right.push_back(within(right_[i]));
    all.missing_left.push_back(!is_leaf && missing_left_[i] != 0);
    all.mode.emplace_back(is_leaf ? "LEAF" : "BRANCH_LT");
    if (!is_leaf) return;
    const bool is_row = output_[t] < 0;
    const auto line = static_cast<std::size_t>(left_[i]) * outputs_;
    for (std::size_t k = 0; k < (is_row ? outputs_ : 1); ++k) {
      all.leaf_tree.push_back(static_cast<std::int64_t>(t));
      all.leaf_node.push_back(static_cast<std::int64_t>(i - first));
      all.leaf_output.push_back(is_row ? static_cast<std::int64_t>(k)
                                       : static_cast<std::int64_t>(output_[t]));
      all.leaf_value.push_back(static_cast<float>(is_row ? leaves_[line + k] : value_[i]));
    }
  }

  const std::vector<double>&feature_, &value_, &left_, &right_, &missing_left_, &root_, &output_,
      &leaves_;
  std::size_t outputs_;
};

std::string trees(Nodes& nodes, const graph::Operation& operation) {
  const Ensemble all = Reader(operation).read();
  const auto outputs = static_cast<std::size_t>(number_of(operation, "outputs"));
  Values attributes = {{"n_targets", static_cast<std::int64_t>(outputs)},
                       {"nodes_treeids", all.tree},
                       {"nodes_nodeids", all.node},
                       {"nodes_featureids", all.feature},
                       {"nodes_values", all.value},
                       {"nodes_modes", all.mode},
                       {"nodes_truenodeids", all.left},
                       {"nodes_falsenodeids", all.right},
                       {"nodes_missing_value_tracks_true", all.missing_left},
                       {"target_treeids", all.leaf_tree},
                       {"target_nodeids", all.leaf_node},
                       {"target_ids", all.leaf_output},
                       {"target_weights", all.leaf_value},
                       {"aggregate_function", std::string("SUM")},
                       {"post_transform", std::string("NONE")}};
  if (const double base = number_of(operation, "base"); base != 0)
    attributes.emplace_back("base_values", Reals(outputs, static_cast<float>(base)));
  return nodes.add_ml("TreeEnsembleRegressor", {nodes.input(operation, 0)}, attributes);
}

}  // namespace

void add_trees(Translations& all) { all["trees"] = trees; }

}  // namespace dlflow::exporting::onnx
