#include "pipeline/models/checks.hpp"
#include "pipeline/models/kind.hpp"
#include "pipeline/models/kinds.hpp"
#include "pipeline/models/tree_model.hpp"

namespace dlflow::models {
namespace {

struct Options {
  std::int64_t max_depth = 6;
  std::int64_t min_samples_leaf = 5;
  double smoothing = 1;
};
void describe(schema::Object& o, Options& x) {
  o.field("max_depth", x.max_depth, "Questions from the root to a leaf at most; 0 is no limit.")
      .between(0, 1000);
  o.field("min_samples_leaf", x.min_samples_leaf, "Training rows in a leaf at least.").at_least(1);
  o.field("smoothing", x.smoothing,
          "Rows of even classes beside those of each leaf, so that no class gets probability 0.")
      .at_least(0);
}

TreePlan plan_of(const Options& x) {
  TreePlan plan;
  plan.takes_all_features = true;
  plan.growth.max_depth = static_cast<int>(x.max_depth);
  plan.growth.min_samples_leaf = static_cast<std::size_t>(x.min_samples_leaf);
  plan.growth.smoothing = x.smoothing;
  return plan;
}

/// Breiman, Friedman, Olshen, Stone, Classification and regression trees (1984).
class DecisionTree final : public TreeModel {
 public:
  DecisionTree(const Options& options, const Problem&) : TreeModel(plan_of(options)) {}
};

}  // namespace

ModelKind decision_tree() {
  return kind<Options, DecisionTree>(
      {.name = "decision_tree",
       .doc =
           "One tree of questions on single columns, to be read by people; takes missing values.",
       .source = "L. Breiman, J. Friedman, R. Olshen and C. Stone, Classification and regression "
                 "trees (1984)",
       .example = "{max_depth: 4}",
       .complexity = 1,
       .missing = Missing::accepted},
      [](const Options&, const Problem& problem) { return needs_any_column(problem); });
}

}  // namespace dlflow::models
