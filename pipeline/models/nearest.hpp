#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/tensor/matrix.hpp"

namespace dlflow::models {

/// A row that lies near another.
struct Neighbour {
  double distance = 0;  ///< squared, in double
  std::uint32_t row = 0;
};

/// Rows to be found by their squared Euclidean distance, all of them looked at. Distances are
/// made in float for panels of rows at once; the few rows that rounding leaves in doubt are judged
/// again in double, so what is found does not depend on it.
class NearestRows {
 public:
  NearestRows() = default;
  /// Keeps a copy of `rows` (N, F), N >= 1.
  explicit NearestRows(Matrix<float> rows);

  const Matrix<float>& rows() const { return rows_; }

  /// The k nearest rows of each query (Q, F), nearest first, of equals the lowest: (Q * k), k being
  /// at most N. What is found for a query does not depend on the others.
  std::vector<Neighbour> find(const Matrix<float>& queries, std::size_t k) const;

 private:
  Matrix<float> rows_;
  AlignedVector<float> panels_;  ///< (panels, F, lanes), the last filled up
};

}  // namespace dlflow::models
