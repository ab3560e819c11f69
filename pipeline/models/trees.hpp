#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/base/archive.hpp"
#include "core/graph/expression.hpp"

namespace dlflow::models {

/// One node of a tree: a question, or the value of a leaf.
struct TreeNode {
  std::int32_t feature = -1;  ///< asked about; -1 for a leaf
  float value = 0;            ///< goes left when x[feature] < value; or what a leaf adds
  std::int32_t left = 0, right = 0;
  bool missing_left = false;  ///< where a missing value (NaN) goes
};

/// Trees as arrays of our own. Children stand behind their parent. A tree adds its leaf's value to
/// one output, as boosted trees do, or a row of values to all of them.
struct Trees {
  std::size_t inputs = 0, outputs = 1;
  float base = 0;                    ///< score of every output before the first tree
  std::vector<TreeNode> nodes;       ///< of all trees, one tree after the other
  std::vector<std::int32_t> roots;   ///< first node of each tree
  std::vector<std::int32_t> output;  ///< to which each tree adds; -1: to all, from `leaves`
  std::vector<float> leaves;         ///< (L, outputs); of such a tree's leaf: row `left`

  /// Scores (N, outputs) of rows (N, inputs), summed in float in the order of the trees, as XGBoost
  /// does.
  void score(std::span<const float> rows, std::span<float> scores) const;

  /// Scores of rows (N, inputs) in a graph: (N, outputs) in f64.
  graph::Expression lower(const graph::Expression& rows) const;

  /// Appends a tree whose links count from its own first node, its leaves from their own first row.
  void append(const std::vector<TreeNode>& tree, const std::vector<float>& tree_leaves);

  void save(Archive& archive) const;
  /// Throws CorruptFile when the arrays do not make trees.
  static Trees load(const Archive& archive);

 private:
  const TreeNode& leaf_of(std::size_t tree, const float* row) const;
};

/// The trees of a model that XGBoost 1.6 or later saved as UBJSON, the binary form of JSON (gbtree;
/// one score per class, or a single one). `base` is moved to the scale of scores. Throws Bug on a
/// model of another form.
Trees read_xgboost_json(const std::string& model);

}  // namespace dlflow::models
