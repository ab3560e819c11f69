#include "pipeline/models/checks.hpp"
#include "pipeline/models/kind.hpp"
#include "pipeline/models/kinds.hpp"
#include "pipeline/models/tree_model.hpp"

namespace dlflow::models {
namespace {

struct Options : ForestOptions {
  Options() { bootstrap = false; }
};

TreePlan random_plan(const Options& options) {
  TreePlan plan = plan_of(options);
  plan.growth.random_thresholds = true;
  return plan;
}

/// Geurts, Ernst, Wehenkel, Extremely randomized trees (2006).
class ExtraTrees final : public TreeModel {
 public:
  ExtraTrees(const Options& options, const Problem&) : TreeModel(random_plan(options)) {}
};

}  // namespace

ModelKind extra_trees() {
  return kind<Options, ExtraTrees>(
      {.name = "extra_trees",
       .doc = "The mean of many trees whose questions are drawn at random, the best of some kept; "
              "takes missing values.",
       .source = "P. Geurts, D. Ernst and L. Wehenkel, Extremely randomized trees (2006)",
       .example = "{trees: 20, min_samples_leaf: 3}",
       .complexity = 3,
       .missing = Missing::accepted},
      [](const Options&, const Problem& problem) { return needs_any_column(problem); });
}

}  // namespace dlflow::models
