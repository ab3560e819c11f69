#include "pipeline/models/tall_products.hpp"

#include <algorithm>
#include <type_traits>

#include "core/kernels/dispatch.hpp"
#include "core/kernels/lanes.hpp"

namespace dlflow::models {
namespace {

using kernels::doubles_at;

/// Outputs whose sums stay in registers together.
template <std::size_t Bytes>
constexpr std::size_t kOutputs = Bytes == 16 ? 3 : 5;

/// Calls run(first output, their number as a constant) for groups of about equal size.
template <std::size_t Bytes, class Run>
[[gnu::always_inline]] inline void for_each_group(std::size_t outputs, const Run& run) {
  constexpr std::size_t kMost = kOutputs<Bytes>;
  const std::size_t groups = (outputs + kMost - 1) / kMost;
  for (std::size_t g = 0; g < groups; ++g) {
    const std::size_t first = g * outputs / groups, count = (g + 1) * outputs / groups - first;
    if (count == 1) run(first, std::integral_constant<std::size_t, 1>());
    if (count == 2) run(first, std::integral_constant<std::size_t, 2>());
    if (count == 3) run(first, std::integral_constant<std::size_t, 3>());
    if constexpr (kMost > 3) {
      if (count == 4) run(first, std::integral_constant<std::size_t, 4>());
      if (count == 5) run(first, std::integral_constant<std::size_t, 5>());
    }
  }
}

/// All rows of so many outputs of A theta.
template <std::size_t Bytes, std::size_t Outputs>
[[gnu::always_inline]] inline void multiply_outputs(const double* a, std::size_t rows,
                                                    std::size_t columns, const double* theta,
                                                    double* out) {
  constexpr std::size_t kLanes = Bytes / sizeof(double);
  std::size_t n = 0;
  for (; n + 2 * kLanes <= rows; n += 2 * kLanes) {
    kernels::Doubles<Bytes> sum[Outputs][2] = {};
    for (std::size_t f = 0; f < columns; ++f) {
      const double* const from = a + f * rows + n;
      for (std::size_t m = 0; m < Outputs; ++m) {
        const double weight = theta[m * columns + f];
        sum[m][0] += doubles_at<Bytes>(from) * weight;
        sum[m][1] += doubles_at<Bytes>(from + kLanes) * weight;
      }
    }
    for (std::size_t m = 0; m < Outputs; ++m) {
      doubles_at<Bytes>(out + m * rows + n) = sum[m][0];
      doubles_at<Bytes>(out + m * rows + n + kLanes) = sum[m][1];
    }
  }
  for (; n < rows; ++n)
    for (std::size_t m = 0; m < Outputs; ++m) {
      double sum = 0;
      for (std::size_t f = 0; f < columns; ++f) sum += a[f * rows + n] * theta[m * columns + f];
      out[m * rows + n] = sum;
    }
}

/// So many columns x outputs of A' r, whose outputs lie `stride` apart.
template <std::size_t Bytes, std::size_t Columns, std::size_t Outputs>
[[gnu::always_inline]] inline void multiply_columns(const double* a, std::size_t rows,
                                                    const double* r, double* out,
                                                    std::size_t stride) {
  using Eight = kernels::Eight<Bytes>;
  Eight sum[Columns][Outputs];
  std::size_t n = 0;
  for (; n + Eight::kLanes <= rows; n += Eight::kLanes)
    for (std::size_t f = 0; f < Columns; ++f) {
      const Eight values(a + f * rows + n);
      for (std::size_t m = 0; m < Outputs; ++m) sum[f][m] += values * Eight(r + m * rows + n);
    }
  for (std::size_t f = 0; f < Columns; ++f)
    for (std::size_t m = 0; m < Outputs; ++m) {
      double lanes[Eight::kLanes] = {}, found = 0;
      sum[f][m].store(lanes);
      for (const double lane : lanes) found += lane;
      for (std::size_t i = n; i < rows; ++i) found += a[f * rows + i] * r[m * rows + i];
      out[m * stride + f] = found;
    }
}

/// All columns x so many outputs of A' r. Additions follow one another in each sum: as many sums
/// run side by side as the registers hold.
template <std::size_t Bytes, std::size_t Outputs>
[[gnu::always_inline]] inline void multiply_transposed_outputs(const double* a, std::size_t rows,
                                                               std::size_t columns, const double* r,
                                                               double* out) {
  constexpr std::size_t kRegisters = Bytes == 64 ? 20 : 12;
  constexpr std::size_t kColumns = std::clamp<std::size_t>(
      kRegisters / (Outputs * kernels::Eight<Bytes>::kParts), 1, Outputs == 1 ? 8 : 4);
  std::size_t f = 0;
  for (; f + kColumns <= columns; f += kColumns)
    multiply_columns<Bytes, kColumns, Outputs>(a + f * rows, rows, r, out + f, columns);
  for (; f < columns; ++f)
    multiply_columns<Bytes, 1, Outputs>(a + f * rows, rows, r, out + f, columns);
}

}  // namespace

void multiply(const double* a, std::size_t rows, std::size_t columns, const double* theta,
              std::size_t outputs, double* out) {
  kernels::by_width([&](auto bytes) __attribute__((always_inline)) {
    for_each_group<bytes>(
        outputs, [&](std::size_t m, auto count) __attribute__((always_inline)) {
          multiply_outputs<bytes, count>(a, rows, columns, theta + m * columns, out + m * rows);
        });
  });
}

void multiply_transposed(const double* a, std::size_t rows, std::size_t columns, const double* r,
                         std::size_t outputs, double* out) {
  kernels::by_width([&](auto bytes) __attribute__((always_inline)) {
    for_each_group<bytes>(
        outputs, [&](std::size_t m, auto count) __attribute__((always_inline)) {
          multiply_transposed_outputs<bytes, count>(a, rows, columns, r + m * rows,
                                                    out + m * columns);
        });
  });
}

DLFLOW_CLONES void add_multiple(std::size_t rows, double factor, const double* x, double* y) {
  for (std::size_t n = 0; n < rows; ++n) y[n] += factor * x[n];
}

}  // namespace dlflow::models
