#include "pipeline/models/trees.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/error.hpp"

namespace dlflow::models {
namespace {

template <class Get>
void put_integers(Archive& archive, const char* name, std::size_t count, Get get) {
  std::vector<std::int64_t> values(count);
  for (std::size_t i = 0; i < count; ++i) values[i] = get(i);
  archive.put(name, values);
}

const std::vector<std::int64_t>& integers_of(const Archive& archive, const char* name,
                                             std::size_t count) {
  const auto& values = archive.integers(name);
  if (values.size() != count) throw CorruptFile(name, "expected as many values as there are nodes");
  return values;
}

/// `rows`: of leaves that may be meant; 0 where a leaf's own value counts.
void check_node(const Trees& trees, std::size_t node, std::size_t end, std::size_t rows) {
  const TreeNode& at = trees.nodes[node];
  if (at.feature < -1 || at.feature >= static_cast<std::int64_t>(trees.inputs))
    throw CorruptFile("tree.feature", "a feature is out of range");
  if (at.feature < 0) {
    const bool has_row = at.left >= 0 && static_cast<std::size_t>(at.left) < rows;
    if (rows > 0 && !has_row) throw CorruptFile("tree.leaves", "a leaf has no values");
    return;
  }
  for (std::int32_t child : {at.left, at.right})
    if (child <= static_cast<std::int64_t>(node) || child >= static_cast<std::int64_t>(end))
      throw CorruptFile("tree.child", "a child does not stand behind its parent in its tree");
}

}  // namespace

const TreeNode& Trees::leaf_of(std::size_t tree, const float* row) const {
  const TreeNode* node = &nodes[static_cast<std::size_t>(roots[tree])];
  while (node->feature >= 0) {
    const float x = row[static_cast<std::size_t>(node->feature)];
    const bool left = std::isnan(x) ? node->missing_left : x < node->value;
    node = &nodes[static_cast<std::size_t>(left ? node->left : node->right)];
  }
  return *node;
}

void Trees::score(std::span<const float> rows, std::span<float> scores) const {
  // So many rows walk through a tree while it is in the cache.
  constexpr std::size_t kRows = 64;
  std::fill(scores.begin(), scores.end(), base);
  const std::size_t count = scores.size() / outputs;
  for (std::size_t begin = 0; begin < count; begin += kRows)
    for (std::size_t t = 0; t < roots.size(); ++t)
      for (std::size_t n = begin; n < std::min(begin + kRows, count); ++n) {
        const TreeNode& leaf = leaf_of(t, rows.data() + n * inputs);
        float* const out = scores.data() + n * outputs;
        if (output[t] >= 0) {
          out[output[t]] += leaf.value;
          continue;
        }
        const float* values = leaves.data() + static_cast<std::size_t>(leaf.left) * outputs;
        for (std::size_t k = 0; k < outputs; ++k) out[k] += values[k];
      }
}

void Trees::append(const std::vector<TreeNode>& tree, const std::vector<float>& tree_leaves) {
  const auto first = static_cast<std::int32_t>(nodes.size());
  const auto first_leaf = static_cast<std::int32_t>(leaves.size() / outputs);
  roots.push_back(first);
  output.push_back(tree_leaves.empty() ? 0 : -1);
  for (TreeNode node : tree) {
    node.left += node.feature >= 0 ? first : first_leaf;
    if (node.feature >= 0) node.right += first;
    nodes.push_back(node);
  }
  leaves.insert(leaves.end(), tree_leaves.begin(), tree_leaves.end());
}

void Trees::save(Archive& archive) const {
  archive.put("inputs", static_cast<std::int64_t>(inputs));
  archive.put("outputs", static_cast<std::int64_t>(outputs));
  archive.put("base", std::vector<float>{base});
  const std::size_t count = nodes.size();
  put_integers(archive, "tree.feature", count, [&](std::size_t i) { return nodes[i].feature; });
  put_integers(archive, "tree.left", count, [&](std::size_t i) { return nodes[i].left; });
  put_integers(archive, "tree.right", count, [&](std::size_t i) { return nodes[i].right; });
  put_integers(archive, "tree.missing_left", count,
               [&](std::size_t i) { return nodes[i].missing_left ? 1 : 0; });
  put_integers(archive, "tree.root", roots.size(), [&](std::size_t t) { return roots[t]; });
  put_integers(archive, "tree.output", output.size(), [&](std::size_t t) { return output[t]; });
  std::vector<float> values(count);
  for (std::size_t i = 0; i < count; ++i) values[i] = nodes[i].value;
  archive.put("tree.value", values);
  if (!leaves.empty()) archive.put("tree.leaves", leaves);
}

Trees Trees::load(const Archive& archive) {
  Trees out;
  const std::int64_t inputs = archive.integer("inputs"), outputs = archive.integer("outputs");
  const auto& base = archive.floats("base");
  if (inputs < 1 || outputs < 1 || base.size() != 1)
    throw CorruptFile("inputs", "expected at least one input and one output, and one base score");
  out.inputs = static_cast<std::size_t>(inputs);
  out.outputs = static_cast<std::size_t>(outputs);
  out.base = base[0];
  const auto& values = archive.floats("tree.value");
  const auto& feature = integers_of(archive, "tree.feature", values.size());
  const auto& left = integers_of(archive, "tree.left", values.size());
  const auto& right = integers_of(archive, "tree.right", values.size());
  const auto& missing_left = integers_of(archive, "tree.missing_left", values.size());
  for (std::size_t i = 0; i < values.size(); ++i)
    out.nodes.push_back({static_cast<std::int32_t>(feature[i]), values[i],
                         static_cast<std::int32_t>(left[i]), static_cast<std::int32_t>(right[i]),
                         missing_left[i] != 0});
  if (archive.has("tree.leaves")) out.leaves = archive.floats("tree.leaves");
  const std::size_t leaf_rows = out.leaves.size() / out.outputs;
  const auto& roots = archive.integers("tree.root");
  const auto& output = integers_of(archive, "tree.output", roots.size());
  for (std::size_t t = 0; t < roots.size(); ++t) {
    const std::int64_t end =
        t + 1 < roots.size() ? roots[t + 1] : static_cast<std::int64_t>(values.size());
    if (roots[t] < 0 || roots[t] >= end || end > static_cast<std::int64_t>(values.size()) ||
        output[t] < (leaf_rows > 0 ? -1 : 0) || output[t] >= outputs)
      throw CorruptFile("tree.root", "a tree is empty or adds to no output");
    for (std::int64_t node = roots[t]; node < end; ++node)
      check_node(out, static_cast<std::size_t>(node), static_cast<std::size_t>(end),
                 output[t] < 0 ? leaf_rows : 0);
    out.roots.push_back(static_cast<std::int32_t>(roots[t]));
    out.output.push_back(static_cast<std::int32_t>(output[t]));
  }
  return out;
}

}  // namespace dlflow::models
