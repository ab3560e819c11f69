#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/tensor/matrix.hpp"

namespace dlflow::samples {

/// Rows that are mostly zero: those of row n that are not are column/values[offsets[n] ..
/// offsets[n + 1]), by ascending column.
struct SparseRows {
  std::size_t columns = 0;
  std::vector<std::size_t> offsets;
  std::vector<std::uint32_t> column;
  std::vector<float> values;

  /// The values of row n, given with their columns to `use`.
  template <class Use>
  void for_each(std::size_t n, Use use) const {
    for (std::size_t i = offsets[n]; i < offsets[n + 1]; ++i) use(column[i], values[i]);
  }
  /// Puts into `out` the values of row n behind those of a dense block, whose rows these are;
  /// `absent` where there is none.
  void write_behind(const Matrix<float>& dense, std::size_t n, float absent,
                    std::span<float> out) const;
  /// Appends the values of a row of `from`, its columns counted from `first` on, to the row that is
  /// being made; end_row ends it. The first offset, 0, is there.
  void append(const SparseRows& from, std::size_t n, std::uint32_t first) {
    from.for_each(n, [&](std::uint32_t at, float value) { add(first + at, value); });
  }
  void add(std::uint32_t at, float value) {
    column.push_back(at);
    values.push_back(value);
  }
  void end_row() { offsets.push_back(values.size()); }
  /// Some rows, in the order given.
  SparseRows picked(std::span<const std::size_t> rows) const;
};

}  // namespace dlflow::samples
