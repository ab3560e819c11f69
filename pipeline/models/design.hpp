#pragma once

#include <Eigen/Core>

#include "pipeline/data/features.hpp"

namespace dlflow::models {

/// The dense block of the features in double, (N, F), column-major for products over rows.
inline Eigen::MatrixXd design_matrix(const data::Features& x) {
  using RowMajor = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const auto rows = static_cast<Eigen::Index>(x.dense.rows);
  const auto columns = static_cast<Eigen::Index>(x.dense.columns);
  return Eigen::Map<const RowMajor>(x.dense.values.data(), rows, columns).cast<double>();
}

}  // namespace dlflow::models
