#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/tensor/matrix.hpp"
#include "pipeline/views/block.hpp"

namespace dlflow::views {

/// Numbers to be written, after a last change.
struct DenseColumn {
  const double* values;
  Scaling scaling = {};
};

/// Columns of numbers written side by side into rows of floats, with a count of what not
/// every model takes.
class DenseRows {
 public:
  /// Writes the rows of `dense`, which outlives it; it has none in the beginning.
  explicit DenseRows(Matrix<float>& dense)
      : dense_(&dense), missing_(dense.columns), infinite_(dense.columns) {}

  /// The first columns of `rows` more rows; zeros in those behind.
  void append(const std::vector<DenseColumn>& columns, std::size_t rows);
  /// Throws UserError (data) when a value of the named columns is infinite as a float.
  void refuse_infinite(const std::string& view, const std::vector<std::string>& names) const;
  /// The missing values of each column.
  const std::vector<std::size_t>& missing() const { return missing_; }

 private:
  /// Counts the missing and the infinite of written rows.
  void count_unusual(const float* rows, std::size_t count, std::size_t columns);

  Matrix<float>* dense_;
  std::vector<std::size_t> missing_, infinite_;  ///< values of each column
};

}  // namespace dlflow::views
