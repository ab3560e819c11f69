#include "pipeline/views/transforms/column_statistics.hpp"
#include "pipeline/views/transforms/column_order.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "core/base/random.hpp"

using namespace dlflow;

namespace {

/// Values of every size and sign, some of them equal.
std::vector<double> values_of(std::size_t count) {
  RandomStream random{RandomKey(6)};
  std::vector<double> values = {0.0,
                                1.0,
                                -1.0,
                                std::numeric_limits<double>::infinity(),
                                -std::numeric_limits<double>::infinity(),
                                std::numeric_limits<double>::denorm_min(),
                                -std::numeric_limits<double>::denorm_min(),
                                std::numeric_limits<double>::max(),
                                std::numeric_limits<double>::lowest()};
  while (values.size() < count) {
    const double value = std::ldexp(random.normal(), static_cast<int>(random.below(200)) - 100);
    values.push_back(random.below(4) == 0 ? std::round(value) + 0.0 : value);
  }
  std::reverse(values.begin(), values.end());
  return values;
}

}  // namespace

TEST_CASE("many numbers are sorted as few are") {
  for (const std::size_t count : {9U, 4095U, 4096U, 4097U, 20011U}) {
    std::vector<double> values = values_of(count), expected = values;
    std::sort(expected.begin(), expected.end());
    views::sort_numbers(values);
    CAPTURE(count);
    CHECK(values == expected);
  }
  std::vector<double> equal(5000, 2.5);
  views::sort_numbers(equal);
  CHECK(equal == std::vector<double>(5000, 2.5));
}

TEST_CASE("quantiles come out of a partial order as out of a sorted list") {
  RandomStream random{RandomKey(8)};
  std::vector<std::vector<double>> columns = {values_of(5000), std::vector<double>(5000, 2.5)};
  for (const int digits : {0, 2, 9}) {
    std::vector<double>& column = columns.emplace_back();
    const double scale = std::pow(10.0, digits);
    for (int i = 0; i < 30011; ++i) column.push_back(std::round(random.normal() * scale) / scale);
  }
  columns.push_back(columns[4]);  // one value far from all others, which share a bucket
  columns.back()[77] = 1e12;
  columns.push_back({3, 1, 2});
  std::vector<double> thousand;
  for (int i = 0; i <= 1000; ++i) thousand.push_back(i / 1000.0);
  for (const std::vector<double>& column : columns)
    for (const std::vector<double>& shares :
         {std::vector<double>{0.5}, {0, 0.25, 0.75, 1}, thousand}) {
      std::vector<double> sorted = column, ordered = column;
      std::sort(sorted.begin(), sorted.end());
      views::order_at_shares(ordered, shares);
      std::size_t wrong = 0;
      for (const double share : shares)
        wrong += views::quantile_of(ordered, share) != views::quantile_of(sorted, share) &&
                 !std::isnan(views::quantile_of(sorted, share));
      CAPTURE(column.size(), shares.size());
      CHECK(wrong == 0);
    }
}

TEST_CASE("the range leaves missing values out, at any count") {
  std::vector<double> values;
  RandomStream random{RandomKey(9)};
  for (std::size_t count = 1; count < 40; ++count) {
    values.push_back(count % 4 == 1 ? std::nan("") : random.normal());
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (const double v : values)
      if (!std::isnan(v)) low = std::min(low, v), high = std::max(high, v);
    const views::Range range = views::range_of(values);
    CAPTURE(count);
    CHECK(range.low == low);
    CHECK(range.high == high);
  }
}

TEST_CASE("moments leave missing values out, at any count") {
  RandomStream random{RandomKey(7)};
  std::vector<double> values;
  for (std::size_t count = 1; count < 40; ++count) {
    values.push_back(count % 5 == 3 ? std::nan("") : 1e6 + random.normal());
    double sum = 0, squares = 0, present = 0;
    for (const double v : values)
      if (!std::isnan(v)) sum += v, ++present;
    for (const double v : values)
      if (!std::isnan(v)) squares += (v - sum / present) * (v - sum / present);
    const views::Moments m = views::moments(values);
    CAPTURE(count);
    CHECK(m.count == static_cast<std::size_t>(present));
    CHECK(m.mean == Approx(sum / present).epsilon(1e-14));
    CHECK(m.variance == Approx(squares / present).epsilon(1e-8).margin(1e-15));
  }
}
