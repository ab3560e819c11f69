#include "pipeline/models/constant.hpp"

#include "core/base/error.hpp"
#include "pipeline/models/checks.hpp"

namespace dlflow::models {

void Constant::fit(const data::Features& x, const data::Target& y, const FitContext& context) {
  DLFLOW_REQUIRE(y.classes == 0, "the target must hold numbers");
  require_learnable(x, y, context.model_name);
  value_ = summary_(y.values, row_weights(y));
}

data::Predictions Constant::predict(const data::Features& x) const {
  return data::Predictions(x.rows, 1, value_);
}

std::string Constant::lower(graph::Graph& graph, const data::LoweredFeatures& x) const {
  return graph.operation("rows_like", {x.rows, graph.numbers("value", {value_})});
}

Archive Constant::save() const {
  Archive archive;
  archive.put("value", value_);
  return archive;
}

void Constant::load(const Archive& archive) { value_ = archive.number("value"); }

}  // namespace dlflow::models
