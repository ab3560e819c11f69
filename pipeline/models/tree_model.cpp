#include "pipeline/models/tree_model.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/error.hpp"
#include "pipeline/models/checks.hpp"

namespace dlflow::models {

const Matrix<float>& numbers_of(const data::Features& x, Matrix<float>& room) {
  if (x.codes.empty()) return x.dense;
  const std::size_t dense = x.dense.columns;
  room = Matrix<float>(x.rows, dense + x.codes.size());
  for (std::size_t n = 0; n < x.rows; ++n) {
    for (std::size_t f = 0; f < dense; ++f) room(n, f) = x.dense(n, f);
    for (std::size_t c = 0; c < x.codes.size(); ++c)
      room(n, dense + c) = static_cast<float>(x.codes[c].codes[n]);
  }
  return room;
}

graph::Expression lowered_numbers(graph::Graph& graph, const data::LoweredFeatures& x) {
  std::vector<graph::Expression> parts;
  if (!x.dense.empty()) parts.emplace_back(graph, x.dense);
  for (const std::string& codes : x.codes)
    parts.push_back(graph::Expression(graph, codes).reshape({1}).to(graph::Type::f32));
  return concat(parts);
}

namespace {

/// Weights (N) of rows drawn with replacement.
std::vector<double> drawn_weights(const std::vector<double>& weights, RandomKey key) {
  std::vector<double> drawn(weights.size(), 0.0);
  RandomStream stream(key);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const auto row = static_cast<std::size_t>(stream.below(weights.size()));
    drawn[row] += weights[row];
  }
  return drawn;
}

}  // namespace

GrowthSettings TreeModel::growth_for(std::size_t inputs) const {
  GrowthSettings out = plan_.growth;
  if (plan_.takes_all_features) return out;
  const auto columns = static_cast<double>(inputs);
  const double wanted = plan_.max_features > 0 ? plan_.max_features * columns
                        : classes_ > 0         ? std::sqrt(columns)
                                               : columns / 3;
  out.max_features = std::clamp<std::size_t>(static_cast<std::size_t>(wanted), 1, inputs);
  return out;
}

void TreeModel::fit(const data::Features& x, const data::Target& y, const FitContext& context) {
  require_learnable(x, y, context.model_name);
  require_usable(x, Missing::accepted, context.model_name);
  classes_ = y.classes;
  Matrix<float> room;
  const Matrix<float>& numbers = numbers_of(x, room);
  const GrowingRows rows(numbers, y.labels, y.values, y.classes);
  const GrowthSettings growth = growth_for(numbers.columns);
  const std::vector<double> weights = row_weights(y);
  std::vector<GrownTree> grown(plan_.trees);
  run_tasks(plan_.trees, context.threads, [&](std::size_t t, int) {
    stop_if_asked(context.stop);
    const RandomKey key = context.key.with("tree").with(t);
    grown[t] = plan_.is_bootstrapped
                   ? grow_tree(rows, drawn_weights(weights, key.with("rows")), growth, key)
                   : grow_tree(rows, weights, growth, key);
  });
  trees_ = Trees();
  trees_.inputs = numbers.columns;
  trees_.outputs = static_cast<std::size_t>(std::max(classes_, 1));
  for (const GrownTree& tree : grown) trees_.append(tree.nodes, tree.leaves);
}

data::Predictions TreeModel::predict(const data::Features& x) const {
  Matrix<float> room;
  const Matrix<float>& numbers = numbers_of(x, room);
  DLFLOW_REQUIRE(numbers.columns == trees_.inputs,
                 "features of another width than the model learnt");
  data::Predictions out(x.rows, trees_.outputs);
  Matrix<float> scores(x.rows, trees_.outputs);
  trees_.score(numbers.values, scores.values);
  for (std::size_t n = 0; n < x.rows; ++n) {
    double sum = 0;
    for (const float score : scores.row(n)) sum += score;
    const double divisor = classes_ > 0 ? sum : static_cast<double>(trees_.roots.size());
    for (std::size_t k = 0; k < scores.columns; ++k) out(n, k) = scores(n, k) / divisor;
  }
  return out;
}

std::string TreeModel::lower(graph::Graph& graph, const data::LoweredFeatures& x) const {
  const graph::Expression scores = trees_.lower(lowered_numbers(graph, x));
  if (classes_ > 0) return (scores / sum(scores)).name();
  return (scores / static_cast<double>(trees_.roots.size())).name();
}

Archive TreeModel::save() const {
  Archive archive;
  archive.put("classes", static_cast<std::int64_t>(classes_));
  trees_.save(archive);
  return archive;
}

void TreeModel::load(const Archive& archive) {
  trees_ = Trees::load(archive);
  classes_ = static_cast<int>(archive.integer("classes"));
  if (classes_ < 0 || trees_.outputs != static_cast<std::size_t>(std::max(classes_, 1)) ||
      trees_.roots.empty() || (classes_ > 0 && trees_.leaves.empty()))
    throw CorruptFile("classes", "does not agree with the outputs of the trees");
}

void describe(schema::Object& o, ForestOptions& x) {
  o.field("trees", x.trees, "Trees grown apart (n_estimators).").between(1, 100000);
  o.field("max_depth", x.max_depth, "Questions from the root to a leaf at most; 0 is no limit.")
      .between(0, 1000);
  o.field("min_samples_leaf", x.min_samples_leaf, "Training rows in a leaf at least.").at_least(1);
  o.field("max_features", x.max_features,
          "Share of the columns looked at for each question; 0 takes sqrt(columns) for classes and "
          "a third for numbers.")
      .between(0, 1);
  o.field("bootstrap", x.bootstrap, "Grow each tree on rows drawn with replacement.");
  o.field("smoothing", x.smoothing,
          "Rows of even classes beside those of each leaf, so that no class gets probability 0.")
      .at_least(0);
}

TreePlan plan_of(const ForestOptions& x) {
  TreePlan plan;
  plan.trees = static_cast<std::size_t>(x.trees);
  plan.is_bootstrapped = x.bootstrap;
  plan.max_features = x.max_features;
  plan.growth.max_depth = static_cast<int>(x.max_depth);
  plan.growth.min_samples_leaf = static_cast<std::size_t>(x.min_samples_leaf);
  plan.growth.smoothing = x.smoothing;
  return plan;
}

}  // namespace dlflow::models
