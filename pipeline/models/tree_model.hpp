#pragma once

#include <memory>

#include "pipeline/models/model.hpp"
#include "pipeline/models/tree_grower.hpp"

namespace dlflow::models {

/// The dense columns, then the codes as numbers, (N, F) in one block: the features' own where
/// there are no codes, else made in `room`.
const Matrix<float>& numbers_of(const data::Features& x, Matrix<float>& room);

/// The same of values in a graph, (N, F) in f32.
graph::Expression lowered_numbers(graph::Graph& graph, const data::LoweredFeatures& x);

/// How many trees are grown, and how.
struct TreePlan {
  std::size_t trees = 1;
  bool is_bootstrapped = false;  ///< each on rows drawn anew, with replacement
  double max_features = 0;       ///< share of the columns looked at for a question; 0: see below
  bool takes_all_features = false;
  GrowthSettings growth;
};

/// The mean of trees grown apart. Category codes are compared as numbers. With `max_features` 0 and
/// not all taken, a question looks at sqrt(F) columns where classes are predicted, else at a third
/// (Breiman, Random forests, 2001).
class TreeModel : public Model {
 public:
  explicit TreeModel(TreePlan plan) : plan_(plan) {}

  void fit(const data::Features& x, const data::Target& y, const FitContext& context) final;
  data::Predictions predict(const data::Features& x) const final;
  std::string lower(graph::Graph& graph, const data::LoweredFeatures& x) const final;
  Archive save() const final;
  void load(const Archive& archive) final;
  std::size_t parameters() const final { return trees_.nodes.size(); }

 private:
  GrowthSettings growth_for(std::size_t inputs) const;

  TreePlan plan_;
  Trees trees_;
  int classes_ = 0;
};

/// The options of forests.
struct ForestOptions {
  std::int64_t trees = 100;
  std::int64_t max_depth = 0;
  std::int64_t min_samples_leaf = 1;
  double max_features = 0;
  bool bootstrap = true;
  double smoothing = 0.01;
};
void describe(schema::Object& o, ForestOptions& x);
TreePlan plan_of(const ForestOptions& x);

}  // namespace dlflow::models
