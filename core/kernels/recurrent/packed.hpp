#pragma once

#include <cstddef>

namespace dlflow::kernels::recurrent {

/// Packs a matrix (depth, columns) that many products of one batch read:
/// b(k, j) = values[k * row_stride + j * column_stride]. Floats lie in the panels of the small
/// kernels, doubles row-major for plain loops.
template <class T>
struct Packing {
  std::size_t depth = 0, columns = 0;
  std::size_t size() const;
  void pack(const T* values, std::size_t row_stride, std::size_t column_stride, T* packed) const;
  /// c (rows, columns) = a b, overwritten; rows of a are a_stride values apart.
  void multiply(std::size_t rows, std::size_t a_stride, const T* a, const T* packed, T* c) const;
};

}  // namespace dlflow::kernels::recurrent
