#include "core/samples/sparse_rows.hpp"

#include <algorithm>

namespace dlflow::samples {

void SparseRows::write_behind(const Matrix<float>& dense, std::size_t n, float absent,
                              std::span<float> out) const {
  if (dense.columns > 0) std::ranges::copy(dense.row(n), out.begin());
  std::ranges::fill(out.subspan(dense.columns), absent);
  if (columns > 0)
    for_each(n, [&](std::uint32_t at, float value) { out[dense.columns + at] = value; });
}

SparseRows SparseRows::picked(std::span<const std::size_t> rows) const {
  SparseRows out;
  out.columns = columns;
  if (columns == 0) return out;
  out.offsets.assign(1, 0);
  for (const std::size_t row : rows) {
    out.append(*this, row, 0);
    out.end_row();
  }
  return out;
}

}  // namespace dlflow::samples
