#include "pipeline/models/nearest.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <limits>

#include "core/base/error.hpp"
#include "core/base/random.hpp"

using namespace dlflow;
using namespace dlflow::models;

namespace {

using Draw = std::function<float(std::size_t row, std::size_t column, double normal)>;

Matrix<float> drawn(std::size_t rows, std::size_t columns, std::uint64_t seed, const Draw& draw) {
  RandomStream random(RandomKey(seed).with("rows"));
  Matrix<float> out(rows, columns);
  for (std::size_t n = 0; n < rows; ++n)
    for (std::size_t f = 0; f < columns; ++f) out(n, f) = draw(n, f, random.normal());
  return out;
}

/// All rows by their distance in double, of equals the lowest first.
std::vector<Neighbour> sorted_rows(const Matrix<float>& rows, std::span<const float> query) {
  std::vector<Neighbour> out;
  for (std::size_t n = 0; n < rows.rows; ++n) {
    double sum = 0;
    for (std::size_t f = 0; f < rows.columns; ++f) {
      const double apart = static_cast<double>(query[f]) - rows(n, f);
      sum += apart * apart;
    }
    out.push_back({sum, static_cast<std::uint32_t>(n)});
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const auto& a, const auto& b) { return a.distance < b.distance; });
  return out;
}

/// How many of the neighbours found are not those of the plain search.
std::size_t wrong_neighbours(const Matrix<float>& rows, const Matrix<float>& queries,
                             std::size_t k) {
  const auto found = NearestRows(rows).find(queries, {}, 0, queries.rows, k);
  REQUIRE(found.size() == queries.rows * k);
  std::size_t wrong = 0;
  for (std::size_t q = 0; q < queries.rows; ++q) {
    const auto expected = sorted_rows(rows, queries.row(q));
    for (std::size_t i = 0; i < k; ++i) {
      const Neighbour& neighbour = found[q * k + i];
      wrong += neighbour.row != expected[i].row || neighbour.distance != expected[i].distance;
    }
  }
  return wrong;
}

/// Rows in a dense and a sparse part, and with both written out.
struct Split {
  Matrix<float> dense;
  samples::SparseRows sparse;
  Matrix<float> all;
};

}  // namespace

TEST_CASE("the nearest rows are those of a plain search in double, whatever the numbers") {
  struct Case {
    const char* name;
    Draw draw;
  };
  const std::vector<Case> cases = {
      {"of one scale", [](auto, auto, double z) { return z; }},
      {"of very different scales",
       [](auto, std::size_t f, double z) { return z * std::pow(10, 4 * f % 15); }},
      {"far from 0 beside what tells them apart",
       [](auto, auto, double z) { return 1e6 + 0.5 * std::floor(4 * z); }},
      {"with many ties", [](auto, auto, double z) { return z > 0 ? 1 : 0; }},
      {"at distances that float cannot tell apart",
       [](auto, auto, double z) { return (z > 0 ? 1 : -1) + 3e-7 * z; }},
      {"all equal", [](auto, auto, double) { return 3; }},
      {"whose squares are no normal floats", [](auto, auto, double z) { return z * 1e-22; }},
      {"whose squares are past floats", [](auto, auto, double z) { return z * 1e25; }},
      {"with one row far out",
       [](std::size_t n, auto, double z) { return n == 7 ? z * 1e18 : z; }}};
  for (const Case& c : cases)
    for (const std::size_t columns : {1, 5, 61, 300}) {
      INFO(c.name << ", " << columns << " columns");
      const Matrix<float> rows = drawn(1100, columns, 1, c.draw);
      const Matrix<float> queries = drawn(7, columns, 2, c.draw);
      for (const std::size_t k : {1, 5, 40, 700, 1100})
        CHECK(wrong_neighbours(rows, queries, k) == 0);
    }
}

TEST_CASE("the nearest rows are found among any number of them, by any number of queries") {
  const Draw plain = [](auto, auto, double z) { return z; };
  for (const std::size_t count : {1, 2, 31, 32, 33, 127, 129, 1023, 1025, 2500}) {
    const Matrix<float> rows = drawn(count, 3, 3, plain);
    for (const std::size_t queries : {0, 1, 6, 13})
      for (const std::size_t k : {std::size_t{1}, std::min<std::size_t>(count, 5), count}) {
        INFO(count << " rows, " << queries << " queries, k " << k);
        CHECK(wrong_neighbours(rows, drawn(queries, 3, 4, plain), k) == 0);
      }
  }
}

TEST_CASE("the nearest rows over sparse columns are those over the same columns written out") {
  struct Case {
    const char* name;
    Draw draw;
  };
  const std::vector<Case> cases = {
      {"counts", [](auto, auto, double z) { return z > 1.5 ? std::floor(2 * z) : 0; }},
      {"ones, with many ties", [](auto, auto, double z) { return z > 2 ? 1 : 0; }},
      {"of both signs", [](auto, auto, double z) { return std::abs(z) > 1.5 ? z : 0; }},
      {"with one row far out",
       [](std::size_t n, auto, double z) { return z < 1    ? 0
                                                  : n == 7 ? z * 1e9
                                                           : z; }},
      {"rarely one", [](auto, auto, double z) { return z > 3.5 ? 1 : 0; }}};
  for (const Case& c : cases)
    for (const std::size_t beside : {0, 2, 150}) {
      INFO(c.name << ", beside " << beside << " dense columns");
      const auto parts = [&](std::size_t count, std::uint64_t seed) {
        const Matrix<float> dense =
            drawn(count, beside, seed, [](auto, auto, double z) { return z; });
        const Matrix<float> filled = drawn(count, 60, seed + 10, c.draw);
        Split out{dense, {}, Matrix<float>(count, beside + 60)};
        out.sparse.columns = 60;
        out.sparse.offsets.assign(1, 0);
        for (std::size_t n = 0; n < count; ++n) {
          for (std::size_t f = 0; f < 60; ++f)
            if (filled(n, f) != 0) out.sparse.add(static_cast<std::uint32_t>(f), filled(n, f));
          out.sparse.end_row();
        }
        for (std::size_t n = 0; n < count; ++n)
          out.sparse.write_behind(dense, n, 0, out.all.row(n));
        return out;
      };
      const Split rows = parts(1100, 1), queries = parts(9, 2);
      const NearestRows nearest(rows.dense, rows.sparse);
      CHECK(nearest.dense().values == rows.dense.values);
      for (const std::size_t k : {1, 5, 1100}) {
        const auto found = nearest.find(queries.dense, queries.sparse, 1, 9, k);
        REQUIRE(found.size() == 8 * k);
        std::size_t wrong = 0;
        for (std::size_t q = 0; q < 8; ++q) {
          const auto expected = sorted_rows(rows.all, queries.all.row(q + 1));
          for (std::size_t i = 0; i < k; ++i)
            wrong += found[q * k + i].row != expected[i].row ||
                     found[q * k + i].distance != expected[i].distance;
        }
        CHECK(wrong == 0);
      }
    }
}

TEST_CASE("a query that is no number, or more rows than there are, is a bug") {
  const NearestRows rows(Matrix<float>(4, 2, 1.0F));
  const Matrix<float> nan(1, 2, std::numeric_limits<float>::quiet_NaN());
  CHECK_THROWS_AS(rows.find(nan, {}, 0, 1, 2), Bug);
  CHECK_THROWS_AS(rows.find(Matrix<float>(1, 2), {}, 0, 1, 5), Bug);
  CHECK_THROWS_AS(rows.find(Matrix<float>(1, 3), {}, 0, 1, 2), Bug);
}
