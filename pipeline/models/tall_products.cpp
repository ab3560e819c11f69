#include "pipeline/models/tall_products.hpp"

#include <type_traits>

#include "core/kernels/dispatch.hpp"

namespace dlflow::models {
namespace {

constexpr std::size_t kLanes = 8;
/// Outputs whose sums stay in registers together.
constexpr std::size_t kOutputs = 5;

using Vector = double __attribute__((vector_size(kLanes * sizeof(double)), aligned(8), may_alias));

[[gnu::always_inline]] inline Vector load(const double* from) {
  return *reinterpret_cast<const Vector*>(from);
}

/// kLanes x two rows of so many outputs.
template <std::size_t Outputs>
[[gnu::always_inline]] inline void multiply_rows(const double* a, std::size_t rows,
                                                 std::size_t columns, const double* theta,
                                                 double* out) {
  Vector sum[Outputs][2] = {};
  for (std::size_t f = 0; f < columns; ++f) {
    const Vector first = load(a + f * rows), second = load(a + f * rows + kLanes);
    for (std::size_t m = 0; m < Outputs; ++m) {
      const double weight = theta[m * columns + f];
      sum[m][0] += first * weight;
      sum[m][1] += second * weight;
    }
  }
  for (std::size_t m = 0; m < Outputs; ++m) {
    *reinterpret_cast<Vector*>(out + m * rows) = sum[m][0];
    *reinterpret_cast<Vector*>(out + m * rows + kLanes) = sum[m][1];
  }
}

/// All rows of so many outputs.
template <std::size_t Outputs>
[[gnu::always_inline]] inline void multiply_outputs(const double* a, std::size_t rows,
                                                    std::size_t columns, const double* theta,
                                                    double* out) {
  std::size_t n = 0;
  for (; n + 2 * kLanes <= rows; n += 2 * kLanes)
    multiply_rows<Outputs>(a + n, rows, columns, theta, out + n);
  for (; n < rows; ++n)
    for (std::size_t m = 0; m < Outputs; ++m) {
      double sum = 0;
      for (std::size_t f = 0; f < columns; ++f) sum += a[f * rows + n] * theta[m * columns + f];
      out[m * rows + n] = sum;
    }
}

/// Sums of the lanes, in order.
[[gnu::always_inline]] inline double total(const Vector& lanes) {
  double sum = 0;
  for (std::size_t i = 0; i < kLanes; ++i) sum += lanes[i];
  return sum;
}

/// So many columns x outputs of A' r, whose outputs lie `stride` apart.
template <std::size_t Columns, std::size_t Outputs>
[[gnu::always_inline]] inline void multiply_columns(const double* a, std::size_t rows,
                                                    const double* r, double* out,
                                                    std::size_t stride) {
  Vector sum[Columns][Outputs] = {};
  std::size_t n = 0;
  for (; n + kLanes <= rows; n += kLanes)
    for (std::size_t f = 0; f < Columns; ++f) {
      const Vector value = load(a + f * rows + n);
      for (std::size_t m = 0; m < Outputs; ++m) sum[f][m] += value * load(r + m * rows + n);
    }
  for (std::size_t f = 0; f < Columns; ++f)
    for (std::size_t m = 0; m < Outputs; ++m) {
      double found = total(sum[f][m]);
      for (std::size_t i = n; i < rows; ++i) found += a[f * rows + i] * r[m * rows + i];
      out[m * stride + f] = found;
    }
}

/// All columns x so many outputs of A' r. Additions follow one another in each sum, so that about
/// eight sums are needed to keep the processor busy.
template <std::size_t Outputs>
[[gnu::always_inline]] inline void multiply_transposed_outputs(const double* a, std::size_t rows,
                                                               std::size_t columns, const double* r,
                                                               double* out) {
  constexpr std::size_t kColumns = Outputs == 1 ? 8 : 4;
  std::size_t f = 0;
  for (; f + kColumns <= columns; f += kColumns)
    multiply_columns<kColumns, Outputs>(a + f * rows, rows, r, out + f, columns);
  for (; f < columns; ++f) multiply_columns<1, Outputs>(a + f * rows, rows, r, out + f, columns);
}

/// Calls run(first output, their number as a constant) for groups of about equal size.
template <class Run>
[[gnu::always_inline]] inline void for_each_group(std::size_t outputs, const Run& run) {
  using std::integral_constant;
  const std::size_t groups = (outputs + kOutputs - 1) / kOutputs;
  for (std::size_t g = 0; g < groups; ++g) {
    const std::size_t first = g * outputs / groups, count = (g + 1) * outputs / groups - first;
    switch (count) {
      case 1:
        run(first, integral_constant<std::size_t, 1>());
        break;
      case 2:
        run(first, integral_constant<std::size_t, 2>());
        break;
      case 3:
        run(first, integral_constant<std::size_t, 3>());
        break;
      case 4:
        run(first, integral_constant<std::size_t, 4>());
        break;
      default:
        run(first, integral_constant<std::size_t, kOutputs>());
    }
  }
}

}  // namespace

DLFLOW_CLONES void multiply(const double* a, std::size_t rows, std::size_t columns,
                            const double* theta, std::size_t outputs, double* out) {
  for_each_group(
      outputs, [&](std::size_t first, auto count) __attribute__((always_inline)) {
        multiply_outputs<count>(a, rows, columns, theta + first * columns, out + first * rows);
      });
}

DLFLOW_CLONES void multiply_transposed(const double* a, std::size_t rows, std::size_t columns,
                                       const double* r, std::size_t outputs, double* out) {
  for_each_group(
      outputs, [&](std::size_t first, auto count) __attribute__((always_inline)) {
        multiply_transposed_outputs<count>(a, rows, columns, r + first * rows,
                                           out + first * columns);
      });
}

}  // namespace dlflow::models
