#include "pipeline/views/row_pieces.hpp"

#include <catch2/catch.hpp>
#include <vector>

#include "core/base/random.hpp"
#include "pipeline/views/transforms/column_statistics.hpp"

using namespace dlflow;
using namespace dlflow::views;

namespace {

/// A column of two chunks, and its rows with about this share left out.
struct Drawn {
  explicit Drawn(double left_out) {
    RandomStream random{RandomKey(11)};
    for (std::size_t i = 0; i < 2 * data::Chunked<double>::kChunk; ++i) {
      column.push_back(random.normal());
      if (random.uniform() < left_out) continue;
      rows.push_back(static_cast<data::RowIndex>(i));
      values.push_back(column[i]);
    }
  }
  data::Chunked<double> column;
  std::vector<data::RowIndex> rows;
  std::vector<double> values;  ///< at the rows
};

}  // namespace

TEST_CASE("the numbers at some rows are those of a list of them, bit for bit") {
  for (const double left_out : {0.0, 0.1, 0.4, 0.9}) {
    const Drawn drawn(left_out);
    for (const std::size_t size : {64U, 1000U, 4096U}) {
      const std::vector<Piece> pieces = pieces_of(drawn.rows, size);
      const ColumnValues values(drawn.column, pieces);
      CAPTURE(left_out, size);
      CHECK(values.size() == drawn.rows.size());
      CHECK(values.list() == drawn.values);
      if (size == kFitPiece) {
        const Moments m = moments(values), expected = moments(drawn.values);
        CHECK(m.count == expected.count);
        CHECK(m.mean == expected.mean);
        CHECK(m.variance == expected.variance);
      }
      CHECK(range_of(values).low == range_of(drawn.values).low);
      CHECK(range_of(values).high == range_of(drawn.values).high);
    }
  }
}

TEST_CASE("rows that follow each other in a chunk are read where they are") {
  const Drawn drawn(0);
  std::vector<double> buffer;
  const std::size_t chunk = data::Chunked<double>::kChunk;
  const std::vector<Piece> pieces = pieces_of(std::span(drawn.rows).subspan(chunk - 96, 192), 64);
  REQUIRE(pieces.size() == 3);
  CHECK(read(drawn.column, pieces[0], buffer) == drawn.column.chunk(0).data() + chunk - 96);
  const double* copied = read(drawn.column, pieces[1], buffer);  // half in each chunk
  CHECK(copied == buffer.data());
  CHECK(read(drawn.column, pieces[2], buffer) == drawn.column.chunk(1).data() + 32);
}
