#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/samples/sparse_rows.hpp"
#include "core/tensor/matrix.hpp"

namespace dlflow::models {

/// A row that lies near another.
struct Neighbour {
  double distance = 0;  ///< squared, in double
  std::uint32_t row = 0;
};

/// Rows to be found by their squared Euclidean distance, all of them looked at. Distances are
/// made in float for panels of rows at once, and over sparse columns from the values that both rows
/// have; the few rows that rounding leaves in doubt are judged again in double, column by column,
/// so what is found does not depend on it.
class NearestRows {
 public:
  NearestRows() = default;
  /// Keeps a copy of the rows: dense (N, F) with sparse (N, S) behind it. Either may have no
  /// columns; N >= 1.
  explicit NearestRows(const Matrix<float>& dense, samples::SparseRows sparse = {});

  std::size_t rows() const { return rows_; }
  std::size_t dense_columns() const { return inputs_; }
  std::size_t columns() const { return inputs_ + sparse_.columns; }
  /// The rows as they were given.
  Matrix<float> dense() const;
  const samples::SparseRows& sparse() const { return sparse_; }
  /// Values that are kept.
  std::size_t values() const { return rows_ * inputs_ + sparse_.values.size(); }

  /// The k nearest rows of each query from `begin` to `end`, nearest first, of equals the lowest:
  /// ((end - begin) * k), k being at most N. What is found for a query does not depend on the
  /// others.
  std::vector<Neighbour> find(const Matrix<float>& dense, const samples::SparseRows& sparse,
                              std::size_t begin, std::size_t end, std::size_t k) const;

 private:
  friend class NearestSearch;

  std::size_t rows_ = 0, inputs_ = 0;
  AlignedVector<float> panels_;  ///< (panels, F, lanes), the last filled up
  samples::SparseRows sparse_;
  samples::SparseRows by_column_;  ///< the same turned: a row for each column
  std::vector<double> squares_;    ///< (N) of each sparse row, summed
  std::size_t most_filled_ = 0;    ///< values of a sparse row
};

}  // namespace dlflow::models
