#include "pipeline/models/checks.hpp"
#include "pipeline/models/class_shares.hpp"
#include "pipeline/models/kinds.hpp"

namespace dlflow::models {
namespace {

/// p[k] is the share of class k, for every row.
class MostFrequent final : public ClassShares {
 public:
  MostFrequent(const NoOptions&, const Problem&) {}

  data::Predictions predict(const data::Features& x) const override {
    data::Predictions out(x.rows, shares().size());
    for (std::size_t n = 0; n < x.rows; ++n)
      for (std::size_t k = 0; k < shares().size(); ++k) out(n, k) = shares()[k];
    return out;
  }
  std::string lower(graph::Graph& graph, const data::LoweredFeatures& x) const override {
    return graph.operation("rows_like", {x.rows, graph.numbers("shares", shares())});
  }
};

}  // namespace

ModelKind most_frequent() {
  return kind<NoOptions, MostFrequent>(
      {.name = "most_frequent",
       .doc = "Baseline: the class shares of the training rows, so the most frequent class wins.",
       .source = "as scikit-learn's DummyClassifier, strategy prior",
       .example = "",
       .is_baseline = true},
      [](const NoOptions&, const Problem& problem) { return needs_classes(problem); });
}

}  // namespace dlflow::models
