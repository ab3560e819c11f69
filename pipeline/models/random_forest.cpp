#include "pipeline/models/checks.hpp"
#include "pipeline/models/kind.hpp"
#include "pipeline/models/kinds.hpp"
#include "pipeline/models/tree_model.hpp"

namespace dlflow::models {
namespace {

/// Breiman, Random forests (2001).
class RandomForest final : public TreeModel {
 public:
  RandomForest(const ForestOptions& options, const Problem&) : TreeModel(plan_of(options)) {}
};

}  // namespace

ModelKind random_forest() {
  return kind<ForestOptions, RandomForest>(
      {.name = "random_forest",
       .doc =
           "The mean of many trees, each on rows drawn anew, each question on some columns; takes "
           "missing values.",
       .source = "L. Breiman, Random forests (2001)",
       .example = "{trees: 20, min_samples_leaf: 3}",
       .complexity = 3,
       .missing = Missing::accepted},
      [](const ForestOptions&, const Problem& problem) { return needs_any_column(problem); });
}

}  // namespace dlflow::models
