#include "pipeline/models/linear_classifier.hpp"

#include "core/base/error.hpp"
#include "pipeline/models/checks.hpp"
#include "pipeline/models/design.hpp"

namespace dlflow::models {

ClassRows class_rows(const data::Features& x, const data::Target& y, const SeenClasses& classes,
                     const FitContext& context) {
  DLFLOW_REQUIRE(y.classes > 0 && x.codes.empty(), "a classifier was given what does not suit it");
  require_learnable(x, y, context.model_name);
  require_usable(x, Missing::refused, context.model_name);
  stop_if_asked(context.stop);
  return {design_matrix(x), classes.positions(y), row_weights(y),
          static_cast<int>(classes.seen.size()), x.sparse.columns > 0 ? &x.sparse : nullptr};
}

void LinearClassifier::fit(const data::Features& x, const data::Target& y,
                           const FitContext& context) {
  classes_ = SeenClasses::of(y);
  const Solution found = solve(class_rows(x, y, classes_, context), context);
  map_ = {x.dense.columns + x.sparse.columns,
          static_cast<std::size_t>(found.coefficients.cols()),
          {},
          {}};
  for (Eigen::Index f = 0; f < found.coefficients.rows(); ++f)
    for (Eigen::Index m = 0; m < found.coefficients.cols(); ++m)
      map_.coefficients.push_back(found.coefficients(f, m));
  map_.intercept.assign(found.intercepts.begin(), found.intercepts.end());
}

Archive LinearClassifier::save() const {
  Archive archive;
  map_.save(archive);
  classes_.save(archive);
  return archive;
}

void LinearClassifier::load(const Archive& archive) {
  map_ = LinearMap::load(archive);
  classes_ = SeenClasses::load(archive, map_.outputs == 1 ? 2 : map_.outputs);
}

}  // namespace dlflow::models
