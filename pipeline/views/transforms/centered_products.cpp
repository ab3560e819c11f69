#include "pipeline/views/transforms/centered_products.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "core/kernels/dispatch.hpp"
#include "core/kernels/lanes.hpp"

namespace dlflow::views {
namespace {

using kernels::doubles_at;

/// Rows that are centered at a time.
constexpr std::size_t kRows = 256;

/// Left x Right sums over kRows; columns past the last repeat it and are not kept.
template <std::size_t Bytes, std::size_t Left, std::size_t Right>
[[gnu::always_inline]] inline void add_block(const double* x, std::size_t columns, std::size_t i0,
                                             std::size_t j0, double* out) {
  using Eight = kernels::Eight<Bytes>;
  Eight sums[Left][Right];
  for (std::size_t n = 0; n < kRows; n += Eight::kLanes)
    for (std::size_t i = 0; i < Left; ++i) {
      const Eight left(x + std::min(i0 + i, columns - 1) * kRows + n);
      for (std::size_t j = 0; j < Right; ++j)
        sums[i][j] += left * Eight(x + std::min(j0 + j, columns - 1) * kRows + n);
    }
  for (std::size_t i = 0; i < std::min(Left, columns - i0); ++i)
    for (std::size_t j = 0; j < std::min(Right, columns - j0); ++j) {
      double lanes[Eight::kLanes] = {}, sum = 0;
      sums[i][j].store(lanes);
      for (const double lane : lanes) sum += lane;
      out[(i0 + i) * columns + j0 + j] += sum;
    }
}

/// Adds the products of kRows rows x (F, kRows) to the blocks that touch the upper triangle.
void add_products(const double* x, std::size_t columns, double* out) {
  kernels::by_width([&](auto bytes) __attribute__((always_inline)) {
    // As many sums as the registers hold.
    constexpr std::size_t kLeft = bytes == 16 ? 1 : 2, kRight = bytes == 64 ? 4 : 2;
    for (std::size_t i = 0; i < columns; i += kLeft)
      for (std::size_t j = i / kRight * kRight; j < columns; j += kRight)
        add_block<bytes, kLeft, kRight>(x, columns, i, j, out);
  });
}

DLFLOW_CLONES void center(const double* values, std::size_t count, double mean, double* out) {
  for (std::size_t i = 0; i < count; ++i) out[i] = values[i] - mean;
}

/// Directions whose scores are summed together in registers.
constexpr std::size_t kTogether = 8;

/// Scores of all whole vectors of rows along kCount directions (kCount, F). How many rows there
/// were.
template <std::size_t Bytes, std::size_t kCount>
[[gnu::always_inline]] inline std::size_t score_rows(const double* const* columns,
                                                     std::size_t inputs, std::size_t rows,
                                                     const double* means, const double* directions,
                                                     double* const* out) {
  using Vector = kernels::Doubles<Bytes>;
  constexpr std::size_t kLanes = Bytes / sizeof(double);
  std::size_t row = 0;
  for (; row + kLanes <= rows; row += kLanes) {
    Vector sums[kCount] = {};
    for (std::size_t c = 0; c < inputs; ++c) {
      const Vector x = doubles_at<Bytes>(columns[c] + row) - means[c];
      for (std::size_t k = 0; k < kCount; ++k) sums[k] += x * directions[k * inputs + c];
    }
    for (std::size_t k = 0; k < kCount; ++k) doubles_at<Bytes>(out[k] + row) = sums[k];
  }
  return row;
}

/// The same for up to kTogether directions, of which the compiler knows the count.
template <std::size_t Bytes, std::size_t kCount = kTogether>
[[gnu::always_inline]] inline std::size_t score_some(const double* const* columns,
                                                     std::size_t inputs, std::size_t rows,
                                                     const double* means, const double* directions,
                                                     std::size_t count, double* const* out) {
  if (count == kCount)
    return score_rows<Bytes, kCount>(columns, inputs, rows, means, directions, out);
  if constexpr (kCount > 1)
    return score_some<Bytes, kCount - 1>(columns, inputs, rows, means, directions, count, out);
  return 0;
}

void score(const double* const* columns, std::size_t inputs, std::size_t rows, const double* means,
           const double* directions, std::size_t count, double* const* out) {
  for (std::size_t k0 = 0; k0 < count; k0 += kTogether) {
    const std::size_t some = std::min(kTogether, count - k0);
    const double* const first = directions + k0 * inputs;
    std::size_t row = 0;
    kernels::by_width([&](auto bytes) __attribute__((always_inline)) {
      row = score_some<bytes>(columns, inputs, rows, means, first, some, out + k0);
    });
    for (; row < rows; ++row)
      for (std::size_t k = 0; k < some; ++k) {
        double sum = 0;
        for (std::size_t c = 0; c < inputs; ++c)
          sum += (columns[c][row] - means[c]) * first[k * inputs + c];
        out[k0 + k][row] = sum;
      }
  }
}

/// The least and the greatest of scores and 0.
void find_ends(const double* scores, std::size_t rows, double* low, double* high) {
  constexpr std::size_t kLanes = 8;
  double lows[kLanes] = {}, highs[kLanes] = {};
  std::size_t i = 0;
  kernels::by_width([&](auto bytes) __attribute__((always_inline)) {
    using Eight = kernels::Eight<bytes>;
    Eight least, most;
    for (; i + kLanes <= rows; i += kLanes) {
      const Eight v(scores + i);
      least = Eight::lesser(v, least);
      most = Eight::greater(v, most);
    }
    least.store(lows);
    most.store(highs);
  });
  *low = *high = 0;
  for (; i < rows; ++i) {
    *low = std::min(*low, scores[i]);
    *high = std::max(*high, scores[i]);
  }
  for (std::size_t k = 0; k < kLanes; ++k) {
    *low = std::min(*low, lows[k]);
    *high = std::max(*high, highs[k]);
  }
}

std::vector<const double*> addresses(const std::vector<std::vector<double>>& columns,
                                     std::size_t begin) {
  std::vector<const double*> all;
  for (const auto& column : columns) all.push_back(column.data() + begin);
  return all;
}

}  // namespace

std::vector<double> centered_products(const std::vector<std::vector<double>>& columns,
                                      const std::vector<double>& means) {
  const std::size_t count = columns.size(), rows = columns.front().size();
  std::vector<double> out(count * count), x(count * kRows);
  for (std::size_t begin = 0; begin < rows; begin += kRows) {
    const std::size_t some = std::min(kRows, rows - begin);
    for (std::size_t c = 0; c < count; ++c) {
      center(columns[c].data() + begin, some, means[c], x.data() + c * kRows);
      std::fill_n(x.data() + c * kRows + some, kRows - some, 0.0);
    }
    add_products(x.data(), count, out.data());
  }
  return out;
}

std::vector<std::vector<double>> scores_along(const std::vector<std::vector<double>>& columns,
                                              const std::vector<double>& means,
                                              const std::vector<double>& directions,
                                              std::size_t rows) {
  const std::size_t count = directions.size() / means.size();
  std::vector<std::vector<double>> scores(count, std::vector<double>(rows));
  std::vector<double*> out;
  for (auto& list : scores) out.push_back(list.data());
  score(addresses(columns, 0).data(), columns.size(), rows, means.data(), directions.data(), count,
        out.data());
  return scores;
}

std::vector<double> farthest_scores(const std::vector<std::vector<double>>& columns,
                                    const std::vector<double>& means,
                                    const std::vector<double>& directions) {
  const std::size_t count = directions.size() / means.size(), rows = columns.front().size();
  std::vector<double> farthest(count), scores(count * kRows);
  std::vector<double*> out;
  for (std::size_t k = 0; k < count; ++k) out.push_back(scores.data() + k * kRows);
  for (std::size_t begin = 0; begin < rows; begin += kRows) {
    const std::size_t some = std::min(kRows, rows - begin);
    score(addresses(columns, begin).data(), columns.size(), some, means.data(), directions.data(),
          count, out.data());
    for (std::size_t k = 0; k < count; ++k) {
      double low = 0, high = 0;
      find_ends(out[k], some, &low, &high);
      if (std::max(-low, high) <= std::abs(farthest[k])) continue;
      const double far = std::max(-low, high);
      farthest[k] =
          *std::find_if(out[k], out[k] + some, [&](double s) { return std::abs(s) == far; });
    }
  }
  return farthest;
}

}  // namespace dlflow::views
