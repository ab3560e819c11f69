#pragma once

#include <cstddef>

namespace dlflow::kernels {

/// y[n, :] += b for every row of y (rows, columns).
void add_to_rows(std::size_t rows, std::size_t columns, const float* b, float* y);
/// sum[j] = y[0, j] + y[1, j] + ..., in row order; overwritten.
void sum_of_rows(std::size_t rows, std::size_t columns, const float* y, float* sum);

}  // namespace dlflow::kernels
