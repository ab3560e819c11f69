#include "core/kernels/recurrent/gates.hpp"

#include "core/kernels/dispatch.hpp"

namespace dlflow::kernels::recurrent {
namespace {

template <class T>
inline __attribute__((always_inline)) void add(std::size_t rows, std::size_t columns,
                                               const T* __restrict products,
                                               const T* __restrict bias, T* __restrict y) {
  for (std::size_t n = 0; n < rows; ++n)
    for (std::size_t j = 0; j < columns; ++j) {
      const std::size_t at = n * columns + j;
      y[at] += bias ? products[at] + bias[j] : products[at];
    }
}

DLFLOW_CLONES void add_floats(std::size_t rows, std::size_t columns, const float* products,
                              const float* bias, float* y) {
  add(rows, columns, products, bias, y);
}

}  // namespace

void add_rows(std::size_t rows, std::size_t columns, const float* products, const float* bias,
              float* y) {
  add_floats(rows, columns, products, bias, y);
}

void add_rows(std::size_t rows, std::size_t columns, const double* products, const double* bias,
              double* y) {
  add(rows, columns, products, bias, y);
}

}  // namespace dlflow::kernels::recurrent
