#include "pipeline/models/sparse_products.hpp"

namespace dlflow::models {

void add_product(const data::SparseRows& a, const double* theta, std::size_t stride,
                 std::size_t outputs, double* out) {
  const std::size_t rows = a.offsets.size() - 1;
  for (std::size_t m = 0; m < outputs; ++m)
    for (std::size_t n = 0; n < rows; ++n) {
      double sum = 0;
      a.for_each(n, [&](std::uint32_t column, float value) {
        sum += double{value} * theta[m * stride + column];
      });
      out[m * rows + n] += sum;
    }
}

void add_transposed_product(const data::SparseRows& a, const double* r, std::size_t outputs,
                            double* theta, std::size_t stride) {
  const std::size_t rows = a.offsets.size() - 1;
  for (std::size_t m = 0; m < outputs; ++m)
    for (std::size_t n = 0; n < rows; ++n) {
      const double factor = r[m * rows + n];
      a.for_each(n, [&](std::uint32_t column, float value) {
        theta[m * stride + column] += double{value} * factor;
      });
    }
}

void add_weighted_squares(const data::SparseRows& a, const double* weights, double* out) {
  for (std::size_t n = 0; n + 1 < a.offsets.size(); ++n)
    a.for_each(n, [&](std::uint32_t column, float value) {
      out[column] += weights[n] * double{value} * double{value};
    });
}

}  // namespace dlflow::models
