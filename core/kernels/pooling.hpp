#pragma once

#include <cstddef>
#include <cstdint>

#include "core/base/team.hpp"

namespace dlflow::kernels {

/// The windows along one axis: window o covers the inputs [o stride - before, ... + size), of which
/// only those in [0, input) are real. A window is never wholly outside.
struct Windows {
  std::size_t input = 1, output = 1, size = 1, stride = 1, before = 0;
};

/// Windows over rows (H, W, C); a sequence (T, C) has its steps along `height`.
struct Pooling {
  Windows height, width;
  std::size_t channels = 1;
  /// Such frames that make one row: C / B in the blocked layout, where `channels` is B.
  std::size_t groups = 1;
  std::size_t input_size() const { return height.input * width.input * channels * groups; }
  std::size_t output_size() const { return height.output * width.output * channels * groups; }
};

/// Rows of a batch: how many, of sequences with how many real steps (null: all), and who works.
/// Windows that cover no real step give zeros.
struct PooledRows {
  std::size_t count = 0;
  const std::int32_t* steps = nullptr;
  Team* team = nullptr;
};

/// y = the largest value of each window, the first of equal ones; NaN wins. place (of the shape of
/// y) is where in its window it stands: row * width.size + column.
template <class T>
void max_pool(PooledRows rows, const Pooling& pooling, const T* x, T* y, T* place);
template <class T>
void max_pool_backward(PooledRows rows, const Pooling& pooling, const T* dy, const T* place, T* dx);

/// y = the sum of the real values of each window, or their mean.
template <class T>
void sum_pool(PooledRows rows, const Pooling& pooling, bool is_mean, const T* x, T* y);
template <class T>
void sum_pool_backward(PooledRows rows, const Pooling& pooling, bool is_mean, const T* dy, T* dx);

}  // namespace dlflow::kernels
