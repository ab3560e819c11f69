// Code chosen by the width of the processor's vectors gives the same bits for each of them.
#include <bit>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "core/kernels/dispatch.hpp"
#include "core/tensor/matrix.hpp"
#include "pipeline/models/tall_products.hpp"
#include "pipeline/views/dense_rows.hpp"
#include "pipeline/views/transforms/centered_products.hpp"
#include "pipeline/views/transforms/column_statistics.hpp"

using namespace dlflow;

namespace {

using Columns = std::vector<std::vector<double>>;

Columns some_columns(std::size_t count, std::size_t rows) {
  Columns columns(count, std::vector<double>(rows));
  for (std::size_t c = 0; c < count; ++c)
    for (std::size_t r = 0; r < rows; ++r)
      columns[c][r] = std::sin(static_cast<double>(1 + r * count + c)) * static_cast<double>(1 + c);
  return columns;
}

std::vector<double> one_behind_the_other(const Columns& columns) {
  std::vector<double> all;
  for (const auto& column : columns) all.insert(all.end(), column.begin(), column.end());
  return all;
}

struct Size {
  std::size_t rows, columns, outputs;
};
const std::vector<Size> kSizes = {{1, 1, 1},  {7, 3, 2},   {8, 9, 3},    {31, 8, 4},
                                  {64, 5, 5}, {65, 17, 6}, {300, 12, 11}};

/// A theta and A' r, side by side.
std::vector<double> tall_products(const Size& size) {
  const auto a = one_behind_the_other(some_columns(size.columns, size.rows));
  const auto theta = one_behind_the_other(some_columns(size.outputs, size.columns));
  const auto r = one_behind_the_other(some_columns(size.outputs, size.rows));
  std::vector<double> out((size.rows + size.columns) * size.outputs);
  models::multiply(a.data(), size.rows, size.columns, theta.data(), size.outputs, out.data());
  models::multiply_transposed(a.data(), size.rows, size.columns, r.data(), size.outputs,
                              out.data() + size.rows * size.outputs);
  return out;
}

std::vector<double> statistics(const Size& size) {
  Columns columns = some_columns(size.columns, size.rows);
  const std::vector<double> means(size.columns, 0.25);
  const auto directions = one_behind_the_other(some_columns(size.outputs, size.columns));
  std::vector<double> out = views::centered_products(columns, means);
  // Only the upper triangle is said to hold anything.
  for (std::size_t i = 0; i < size.columns; ++i)
    for (std::size_t j = 0; j < i; ++j) out[i * size.columns + j] = 0;
  const auto add = [&](const std::vector<double>& more) {
    out.insert(out.end(), more.begin(), more.end());
  };
  add(one_behind_the_other(views::scores_along(columns, means, directions, size.rows)));
  add(views::farthest_scores(columns, means, directions));
  columns[0][size.rows / 2] = std::numeric_limits<double>::quiet_NaN();
  for (const auto& column : columns) {
    const views::ColumnValues values(column);
    const auto [count, mean, variance] = views::moments(values);
    const auto [low, high] = views::range_of(values);
    add({static_cast<double>(count), mean, variance, low, high, views::center_of(values).mean,
         static_cast<double>(views::all_finite(column))});
  }
  return out;
}

std::vector<double> written_rows(const Size& size) {
  Columns columns = some_columns(size.columns, size.rows);
  columns[0][size.rows / 2] = std::numeric_limits<double>::quiet_NaN();
  columns.back()[size.rows - 1] = 1e300;  // infinite as a float
  std::vector<views::DenseColumn> written;
  for (const auto& column : columns) written.push_back({column.data(), {0.125, 3.0}});
  Matrix<float> dense;
  dense.columns = size.columns + 1;
  views::DenseRows rows(dense);
  rows.append(written, size.rows);
  std::vector<double> out(dense.values.begin(), dense.values.end());
  for (const std::size_t missing : rows.missing()) out.push_back(static_cast<double>(missing));
  return out;
}

std::vector<std::uint64_t> bits(const std::vector<double>& values) {
  std::vector<std::uint64_t> all;
  for (const double value : values)  // which NaN it is, is nobody's business
    all.push_back(std::isnan(value) ? 1 : std::bit_cast<std::uint64_t>(value));
  return all;
}

}  // namespace

TEST_CASE("Sums, products and rows have the same bits whatever the width of vectors",
          "[pipeline]") {
  const auto of = GENERATE(tall_products, statistics, written_rows);
  for (const Size& size : kSizes) {
    CAPTURE(size.rows, size.columns, size.outputs);
    std::vector<std::uint64_t> narrow;
    {
      const kernels::LimitedVectors limited(16);
      REQUIRE(kernels::vector_bytes() == 16);
      narrow = bits(of(size));
    }
    for (const std::size_t bytes : {32, 64}) {
      const kernels::LimitedVectors limited(bytes);
      CHECK(bits(of(size)) == narrow);
    }
  }
}

TEST_CASE("Products with a tall matrix are those of plain loops", "[pipeline]") {
  for (const Size& size : kSizes) {
    CAPTURE(size.rows, size.columns, size.outputs);
    const Columns a = some_columns(size.columns, size.rows);
    const Columns theta = some_columns(size.outputs, size.columns);
    const Columns r = some_columns(size.outputs, size.rows);
    const auto found = tall_products(size);
    std::vector<double> wanted;
    for (std::size_t m = 0; m < size.outputs; ++m)
      for (std::size_t n = 0; n < size.rows; ++n) {
        wanted.push_back(0);
        for (std::size_t f = 0; f < size.columns; ++f) wanted.back() += a[f][n] * theta[m][f];
      }
    for (std::size_t m = 0; m < size.outputs; ++m)
      for (std::size_t f = 0; f < size.columns; ++f) {
        wanted.push_back(0);
        for (std::size_t n = 0; n < size.rows; ++n) wanted.back() += a[f][n] * r[m][n];
      }
    REQUIRE(found.size() == wanted.size());
    for (std::size_t i = 0; i < wanted.size(); ++i)
      CHECK(found[i] == Approx(wanted[i]).epsilon(1e-12).margin(1e-10));
  }
}
