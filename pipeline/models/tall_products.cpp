#include "pipeline/models/tall_products.hpp"

#include <algorithm>

#include "core/kernels/dispatch.hpp"

namespace dlflow::models {
namespace {

constexpr std::size_t kLanes = 8;
/// Vectors of sums that stay in registers: outputs of a product, or columns x outputs.
constexpr std::size_t kOutputs = 4;
constexpr std::size_t kColumns = 2;

using Vector = double __attribute__((vector_size(kLanes * sizeof(double)), aligned(8), may_alias));

[[gnu::always_inline]] inline Vector load(const double* from) {
  return *reinterpret_cast<const Vector*>(from);
}

/// kLanes x two rows of out for `count` outputs, at most kOutputs.
[[gnu::always_inline]] inline void multiply_rows(const double* a, std::size_t rows,
                                                 std::size_t columns, const double* theta,
                                                 std::size_t count, double* out) {
  Vector sum[kOutputs][2] = {};
  for (std::size_t f = 0; f < columns; ++f) {
    const Vector first = load(a + f * rows), second = load(a + f * rows + kLanes);
    for (std::size_t m = 0; m < kOutputs; ++m) {
      // Outputs past the last repeat it; they are not stored.
      const double weight = theta[std::min(m, count - 1) * columns + f];
      sum[m][0] += first * weight;
      sum[m][1] += second * weight;
    }
  }
  for (std::size_t m = 0; m < count; ++m) {
    *reinterpret_cast<Vector*>(out + m * rows) = sum[m][0];
    *reinterpret_cast<Vector*>(out + m * rows + kLanes) = sum[m][1];
  }
}

/// Sums of the lanes, in order.
[[gnu::always_inline]] inline double total(const Vector& lanes) {
  double sum = 0;
  for (std::size_t i = 0; i < kLanes; ++i) sum += lanes[i];
  return sum;
}

/// Up to kColumns x kOutputs values of A' r.
[[gnu::always_inline]] inline void multiply_columns(const double* const a[kColumns],
                                                    const double* const r[kOutputs],
                                                    std::size_t rows,
                                                    double found[kColumns][kOutputs]) {
  Vector sum[kColumns][kOutputs] = {};
  std::size_t n = 0;
  for (; n + kLanes <= rows; n += kLanes)
    for (std::size_t f = 0; f < kColumns; ++f) {
      const Vector value = load(a[f] + n);
      for (std::size_t m = 0; m < kOutputs; ++m) sum[f][m] += value * load(r[m] + n);
    }
  for (std::size_t f = 0; f < kColumns; ++f)
    for (std::size_t m = 0; m < kOutputs; ++m) {
      found[f][m] = total(sum[f][m]);
      for (std::size_t i = n; i < rows; ++i) found[f][m] += a[f][i] * r[m][i];
    }
}

}  // namespace

DLFLOW_CLONES void multiply(const double* a, std::size_t rows, std::size_t columns,
                            const double* theta, std::size_t outputs, double* out) {
  for (std::size_t m0 = 0; m0 < outputs; m0 += kOutputs) {
    const std::size_t count = std::min(kOutputs, outputs - m0);
    std::size_t n = 0;
    for (; n + 2 * kLanes <= rows; n += 2 * kLanes)
      multiply_rows(a + n, rows, columns, theta + m0 * columns, count, out + m0 * rows + n);
    for (; n < rows; ++n)
      for (std::size_t m = m0; m < m0 + count; ++m) {
        double sum = 0;
        for (std::size_t f = 0; f < columns; ++f) sum += a[f * rows + n] * theta[m * columns + f];
        out[m * rows + n] = sum;
      }
  }
}

DLFLOW_CLONES void multiply_transposed(const double* a, std::size_t rows, std::size_t columns,
                                       const double* r, std::size_t outputs, double* out) {
  for (std::size_t f0 = 0; f0 < columns; f0 += kColumns)
    for (std::size_t m0 = 0; m0 < outputs; m0 += kOutputs) {
      // What stands past the last column or output repeats it and is not stored.
      const double* lines[kColumns];
      const double* results[kOutputs];
      for (std::size_t f = 0; f < kColumns; ++f)
        lines[f] = a + std::min(f0 + f, columns - 1) * rows;
      for (std::size_t m = 0; m < kOutputs; ++m)
        results[m] = r + std::min(m0 + m, outputs - 1) * rows;
      double found[kColumns][kOutputs];
      multiply_columns(lines, results, rows, found);
      for (std::size_t f = 0; f < std::min(kColumns, columns - f0); ++f)
        for (std::size_t m = 0; m < std::min(kOutputs, outputs - m0); ++m)
          out[(m0 + m) * columns + f0 + f] = found[f][m];
    }
}

}  // namespace dlflow::models
