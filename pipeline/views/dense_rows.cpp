#include "pipeline/views/dense_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

#include "core/base/error.hpp"
#include "core/kernels/dispatch.hpp"
#include "core/kernels/lanes.hpp"

namespace dlflow::views {
namespace {

// So many rows of most tables stay in the nearest cache while their columns are written.
constexpr std::size_t kTile = 64;

constexpr std::size_t kSide = 8;  // of the squares in which columns become rows
using Floats = float __attribute__((vector_size(32), aligned(4), may_alias));
using Bits = std::uint32_t __attribute__((vector_size(32)));

/// Eight lists of eight become the lists of their first, second, ... values.
[[gnu::always_inline]] inline void turn(Floats (&x)[kSide]) {
  Floats pairs[kSide], fours[kSide];
  for (std::size_t i = 0; i < kSide; i += 2) {
    pairs[i] = __builtin_shufflevector(x[i], x[i + 1], 0, 8, 1, 9, 4, 12, 5, 13);
    pairs[i + 1] = __builtin_shufflevector(x[i], x[i + 1], 2, 10, 3, 11, 6, 14, 7, 15);
  }
  for (std::size_t i = 0; i < kSide; i += 4)
    for (std::size_t k = 0; k < 2; ++k) {
      const Floats &a = pairs[i + k], &b = pairs[i + k + 2];
      fours[i + 2 * k] = __builtin_shufflevector(a, b, 0, 1, 8, 9, 4, 5, 12, 13);
      fours[i + 2 * k + 1] = __builtin_shufflevector(a, b, 2, 3, 10, 11, 6, 7, 14, 15);
    }
  for (std::size_t i = 0; i < 4; ++i) {
    x[i] = __builtin_shufflevector(fours[i], fours[i + 4], 0, 1, 2, 3, 8, 9, 10, 11);
    x[i + 4] = __builtin_shufflevector(fours[i], fours[i + 4], 4, 5, 6, 7, 12, 13, 14, 15);
  }
}

/// Where the square from `at` on begins: the last one ends with the values, over the one before.
[[gnu::always_inline]] inline std::size_t square(std::size_t at, std::size_t count) {
  return std::min(at, count - kSide);
}

/// Eight values of a column as floats.
template <std::size_t Bytes>
[[gnu::always_inline]] inline Floats scaled(const double* values, kernels::Doubles<Bytes> shift,
                                            kernels::Doubles<Bytes> factor) {
  const auto at = [&](std::size_t i) __attribute__((always_inline)) {
    return (kernels::doubles_at<Bytes>(values + i) - shift) * factor;
  };
  if constexpr (Bytes == 64) {
    return __builtin_convertvector(at(0), Floats);
  } else {
    using Four = float __attribute__((vector_size(16)));
    return __builtin_shufflevector(__builtin_convertvector(at(0), Four),
                                   __builtin_convertvector(at(4), Four), 0, 1, 2, 3, 4, 5, 6, 7);
  }
}

/// Writes at least kSide columns and rows, square by square. The bits of the largest magnitude.
template <std::size_t Bytes>
[[gnu::always_inline]] inline std::uint32_t write_squares(const DenseColumn* columns,
                                                          std::size_t count, std::size_t begin,
                                                          std::size_t rows, std::size_t width,
                                                          float* out) {
  Bits largest{};
  for (std::size_t i = 0; i < count; i += kSide) {
    const std::size_t c = square(i, count);
    const double* from[kSide];
    kernels::Doubles<Bytes> shift[kSide], factor[kSide];
    for (std::size_t k = 0; k < kSide; ++k) {
      from[k] = columns[c + k].values + begin;
      shift[k] = kernels::Doubles<Bytes>{} + columns[c + k].scaling.shift;
      factor[k] = kernels::Doubles<Bytes>{} + columns[c + k].scaling.factor;
    }
    for (std::size_t j = 0; j < rows; j += kSide) {
      const std::size_t r = square(j, rows);
      Floats x[kSide];
      for (std::size_t k = 0; k < kSide; ++k) {
        __builtin_prefetch(from[k] + r + kTile);
        __builtin_prefetch(out + (r + k + kTile) * width + c, 1);
        x[k] = scaled<Bytes>(from[k] + r, shift[k], factor[k]);
        const Bits size = __builtin_bit_cast(Bits, x[k]) & 0x7FFFFFFFU;
        largest = size > largest ? size : largest;
      }
      turn(x);
      float* to = out + r * width + c;
      for (std::size_t k = 0; k < kSide; ++k, to += width) *reinterpret_cast<Floats*>(to) = x[k];
    }
  }
  std::uint32_t most = 0;
  for (std::size_t k = 0; k < kSide; ++k) most = largest[k] > most ? largest[k] : most;
  return most;
}

/// Writes any columns and rows. The bits of the largest magnitude.
std::uint32_t write_values(const DenseColumn* columns, std::size_t count, std::size_t begin,
                           std::size_t rows, std::size_t width, float* out) {
  std::uint32_t most = 0;
  for (std::size_t c = 0; c < count; ++c)
    for (std::size_t r = 0; r < rows; ++r) {
      const auto& [values, scaling] = columns[c];
      const auto value = static_cast<float>((values[begin + r] - scaling.shift) * scaling.factor);
      most = std::max(most, std::bit_cast<std::uint32_t>(value) & 0x7FFFFFFFU);
      out[r * width + c] = value;
    }
  return most;
}

template <std::size_t Bytes>
[[gnu::always_inline]] inline std::uint32_t write_tile(const DenseColumn* columns,
                                                       std::size_t count, std::size_t begin,
                                                       std::size_t rows, std::size_t width,
                                                       float* out) {
  if constexpr (Bytes >= sizeof(Floats))
    if (count >= kSide && rows >= kSide)
      return write_squares<Bytes>(columns, count, begin, rows, width, out);
  return write_values(columns, count, begin, rows, width, out);
}

}  // namespace

void DenseRows::append(const std::vector<DenseColumn>& columns, std::size_t rows) {
  constexpr std::uint32_t kInfinity = 0x7F800000;
  const std::size_t width = dense_->columns, begin = dense_->values.size();
  dense_->rows += rows;
  dense_->values.resize(begin + rows * width);
  float* const first = dense_->values.data() + begin;
  for (std::size_t r = 0; columns.size() < width && r < rows; ++r)
    std::fill(first + r * width + columns.size(), first + (r + 1) * width, 0.0F);
  kernels::by_width([&](auto bytes) __attribute__((always_inline)) {
    for (std::size_t r = 0; r < rows; r += kTile) {
      const std::size_t count = std::min(kTile, rows - r);
      float* const out = first + r * width;
      const std::uint32_t most =
          write_tile<bytes>(columns.data(), columns.size(), r, count, width, out);
      if (most >= kInfinity) count_unusual(out, count, columns.size());
    }
  });
}

void DenseRows::count_unusual(const float* rows, std::size_t count, std::size_t columns) {
  for (std::size_t r = 0; r < count; ++r)
    for (std::size_t c = 0; c < columns; ++c) {
      missing_[c] += std::isnan(rows[r * dense_->columns + c]);
      infinite_[c] += std::isinf(rows[r * dense_->columns + c]);
    }
}

void DenseRows::refuse_infinite(const std::string& view,
                                const std::vector<std::string>& names) const {
  for (std::size_t c = 0; c < names.size(); ++c)
    if (infinite_[c])
      throw UserError(
          ExitCode::data,
          fmt::format("view '{}': column '{}' has {} {} too large for a float after all "
                      "steps",
                      view, names[c], infinite_[c], infinite_[c] == 1 ? "value" : "values"),
          "add 'standardize' or 'log1p' to the column's steps");
}

}  // namespace dlflow::views
