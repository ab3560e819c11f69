#include "pipeline/models/class_scorer.hpp"

#include <algorithm>

#include "core/base/error.hpp"
#include "pipeline/models/over_dense.hpp"

namespace dlflow::models {

void ClassScorer::fit(const data::Features& x, const data::Target& y, const FitContext& context) {
  classes_ = SeenClasses::of(y);
  inputs_ = x.dense.columns + x.sparse.columns;
  learn(class_rows(x, y, classes_, context), context);
}

data::Predictions ClassScorer::predict(const data::Features& x) const {
  DLFLOW_REQUIRE(x.dense.columns + x.sparse.columns == inputs_,
                 "features of another width than the model learnt");
  Matrix<double> scores(x.rows, classes_.seen.size());
  for (std::size_t n = 0; n < x.rows; ++n) score(x, n, scores.row(n));
  return classes_.probabilities(scores);
}

std::string ClassScorer::lower(graph::Graph& graph, const data::LoweredFeatures& x) const {
  const std::string all = without_sparse(graph, x).dense;
  const graph::Expression dense = graph::Expression(graph, all).to(graph::Type::f64);
  return classes_.spread(lowered_scores(dense).apply("softmax")).name();
}

Archive ClassScorer::save() const {
  Archive archive;
  classes_.save(archive);
  archive.put("inputs", static_cast<std::int64_t>(inputs_));
  put_into(archive);
  return archive;
}

void ClassScorer::load(const Archive& archive) {
  const std::int64_t inputs = archive.integer("inputs");
  if (inputs < 1) throw CorruptFile("inputs", "expected a number of columns");
  inputs_ = static_cast<std::size_t>(inputs);
  classes_ = SeenClasses::load(archive, archive.integers("seen").size());
  take_from(archive, classes_.seen.size(), inputs_);
}

}  // namespace dlflow::models
