#include "core/kernels/rows.hpp"

#include "core/kernels/dispatch.hpp"

namespace dlflow::kernels {

DLFLOW_CLONES void add_to_rows(std::size_t rows, std::size_t columns, const float* __restrict b,
                               float* __restrict y) {
  for (std::size_t n = 0; n < rows; ++n)
    for (std::size_t j = 0; j < columns; ++j) y[n * columns + j] += b[j];
}

DLFLOW_CLONES void sum_of_rows(std::size_t rows, std::size_t columns, const float* __restrict y,
                               float* __restrict sum) {
  for (std::size_t j = 0; j < columns; ++j) sum[j] = 0;
  for (std::size_t n = 0; n < rows; ++n)
    for (std::size_t j = 0; j < columns; ++j) sum[j] += y[n * columns + j];
}

}  // namespace dlflow::kernels
