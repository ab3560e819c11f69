#pragma once

#include <span>

#include "core/tensor/aligned.hpp"

namespace dlflow {

/// A dense row-major block of `rows` x `columns` values on a 64-byte boundary.
template <class T>
struct Matrix {
  std::size_t rows = 0, columns = 0;
  AlignedVector<T> values;

  Matrix() = default;
  Matrix(std::size_t r, std::size_t c, T fill = T{}) : rows(r), columns(c), values(r * c, fill) {}
  T& operator()(std::size_t r, std::size_t c) { return values[r * columns + c]; }
  const T& operator()(std::size_t r, std::size_t c) const { return values[r * columns + c]; }
  std::span<T> row(std::size_t r) { return {values.data() + r * columns, columns}; }
  std::span<const T> row(std::size_t r) const { return {values.data() + r * columns, columns}; }
};

}  // namespace dlflow
