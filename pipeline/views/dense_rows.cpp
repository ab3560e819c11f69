#include "pipeline/views/dense_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

#include "core/base/error.hpp"
#include "core/kernels/dispatch.hpp"

namespace dlflow::views {
namespace {

// So many rows of most tables stay in the nearest cache while their columns are written.
constexpr std::size_t kTile = 64;

constexpr std::size_t kSide = 8;  // of the squares in which columns become rows
using Doubles = double __attribute__((vector_size(64), aligned(8), may_alias));
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

/// Writes `rows` rows, `width` floats apart. Whether all of them are finite.
DLFLOW_CLONES bool write_tile(const DenseColumn* columns, std::size_t count, std::size_t begin,
                              std::size_t rows, std::size_t width, float* out) {
  std::uint32_t most = 0;
  if (count >= kSide && rows >= kSide) {
    Bits largest{};
    for (std::size_t i = 0; i < count; i += kSide) {
      const std::size_t c = square(i, count);
      const double* from[kSide];
      Doubles shift[kSide], factor[kSide];
      for (std::size_t k = 0; k < kSide; ++k) {
        from[k] = columns[c + k].values + begin;
        shift[k] = Doubles{} + columns[c + k].scaling.shift;
        factor[k] = Doubles{} + columns[c + k].scaling.factor;
      }
      for (std::size_t j = 0; j < rows; j += kSide) {
        const std::size_t r = square(j, rows);
        Floats x[kSide];
        for (std::size_t k = 0; k < kSide; ++k) {
          const auto& values = *reinterpret_cast<const Doubles*>(from[k] + r);
          __builtin_prefetch(from[k] + r + kTile);
          __builtin_prefetch(out + (r + k + kTile) * width + c, 1);
          x[k] = __builtin_convertvector((values - shift[k]) * factor[k], Floats);
          const Bits size = __builtin_bit_cast(Bits, x[k]) & 0x7FFFFFFFU;
          largest = size > largest ? size : largest;
        }
        turn(x);
        float* to = out + r * width + c;
        for (std::size_t k = 0; k < kSide; ++k, to += width) *reinterpret_cast<Floats*>(to) = x[k];
      }
    }
    for (std::size_t k = 0; k < kSide; ++k) most = std::max<std::uint32_t>(most, largest[k]);
  } else {
    for (std::size_t c = 0; c < count; ++c)
      for (std::size_t r = 0; r < rows; ++r) {
        const auto& [values, scaling] = columns[c];
        const auto value = static_cast<float>((values[begin + r] - scaling.shift) * scaling.factor);
        most = std::max(most, __builtin_bit_cast(std::uint32_t, value) & 0x7FFFFFFFU);
        out[r * width + c] = value;
      }
  }
  constexpr std::uint32_t kInfinity = 0x7F800000;
  return most < kInfinity;
}

}  // namespace

void DenseRows::append(const std::vector<DenseColumn>& columns, std::size_t rows) {
  const std::size_t width = dense_->columns, begin = dense_->values.size();
  dense_->rows += rows;
  dense_->values.resize(begin + rows * width);
  for (std::size_t r = 0; r < rows; r += kTile) {
    const std::size_t count = std::min(kTile, rows - r);
    float* out = dense_->values.data() + begin + r * width;
    for (std::size_t i = 0; columns.size() < width && i < count; ++i)
      std::fill(out + i * width + columns.size(), out + (i + 1) * width, 0.0F);
    if (write_tile(columns.data(), columns.size(), r, count, width, out)) continue;
    for (std::size_t i = 0; i < count; ++i)
      for (std::size_t c = 0; c < columns.size(); ++c) {
        missing_[c] += std::isnan(out[i * width + c]);
        infinite_[c] += std::isinf(out[i * width + c]);
      }
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
