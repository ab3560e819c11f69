#include "pipeline/models/linear_map.hpp"

#include "core/base/error.hpp"
#include "pipeline/models/over_dense.hpp"

namespace dlflow::models {

Matrix<double> LinearMap::apply(const data::Features& x) const {
  const std::size_t dense = x.dense.columns;
  DLFLOW_REQUIRE(dense + x.sparse.columns == inputs,
                 "features of another width than the model learnt");
  Matrix<double> out(x.rows, outputs);
  for (std::size_t n = 0; n < x.rows; ++n) {
    for (std::size_t m = 0; m < outputs; ++m) out(n, m) = intercept[m];
    const auto add = [&](std::size_t f, double value) {
      const double* weights = coefficients.data() + f * outputs;
      for (std::size_t m = 0; m < outputs; ++m) out(n, m) += value * weights[m];
    };
    for (std::size_t f = 0; f < dense; ++f) add(f, x.dense(n, f));
    if (x.sparse.columns > 0)
      x.sparse.for_each(n, [&](std::uint32_t s, float value) { add(dense + s, value); });
  }
  return out;
}

graph::Expression LinearMap::lower(graph::Graph& graph, const data::LoweredFeatures& x) const {
  const std::string all = without_sparse(graph, x).dense;
  const graph::Expression dense = graph::Expression(graph, all).to(graph::Type::f64);
  return dense.product(coefficients, outputs) + dense.row(intercept);
}

void LinearMap::save(Archive& archive) const {
  archive.put("coefficients",
              ArchiveArray{{static_cast<std::int64_t>(inputs), static_cast<std::int64_t>(outputs)},
                           coefficients});
  archive.put("intercept", intercept);
}

LinearMap LinearMap::load(const Archive& archive) {
  LinearMap map;
  const ArchiveArray& array = archive.array("coefficients");
  map.coefficients = archive.doubles("coefficients");
  map.intercept = archive.doubles("intercept");
  map.outputs = map.intercept.size();
  if (array.shape.size() != 2 || array.shape[0] < 0 ||
      array.shape[1] != static_cast<std::int64_t>(map.outputs) ||
      map.coefficients.size() != static_cast<std::size_t>(array.shape[0]) * map.outputs)
    throw CorruptFile("coefficients", "expected a row per feature and a column per output");
  map.inputs = static_cast<std::size_t>(array.shape[0]);
  return map;
}

}  // namespace dlflow::models
