#pragma once

#include <vector>

#include "core/base/archive.hpp"
#include "core/graph/expression.hpp"
#include "core/tensor/matrix.hpp"
#include "pipeline/data/features.hpp"

namespace dlflow::models {

/// z = x W + b: what every linear model learns and saves.
struct LinearMap {
  std::size_t inputs = 0, outputs = 0;
  std::vector<double> coefficients;  ///< W (F, M), row-major
  std::vector<double> intercept;     ///< b (M)

  /// (N, M) of the dense columns and the sparse ones behind them; a row's values do not depend on
  /// the other rows. Throws Bug when the block has another width.
  Matrix<double> apply(const data::Features& x) const;
  /// The same over a value of a graph.
  graph::Expression lower(graph::Graph& graph, const data::LoweredFeatures& x) const;

  void save(Archive& archive) const;
  /// Throws CorruptFile when the arrays do not fit each other.
  static LinearMap load(const Archive& archive);
};

}  // namespace dlflow::models
