#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "pipeline/data/table.hpp"

/// How the values of a column are read at some rows.
namespace dlflow::views {

/// Rows that are read together, and how they lie in a column: one after the other, and in one of
/// its chunks.
struct Piece {
  std::span<const data::RowIndex> rows;
  bool is_run = false, is_one_chunk = false;
  std::size_t size() const { return rows.size(); }
};

/// So many rows of a column, which stay in the nearest cache, are read together by a fit.
constexpr std::size_t kFitPiece = 4096;

/// The rows in pieces of `size`, and a last one.
std::vector<Piece> pieces_of(std::span<const data::RowIndex> rows, std::size_t size);

/// Where the values of these rows lie side by side: in the column itself when they do so there,
/// else in `buffer`, to which they are copied.
const double* read(const data::Chunked<double>& column, const Piece& piece,
                   std::vector<double>& buffer);
const std::int32_t* read(const data::Chunked<std::int32_t>& column, const Piece& piece,
                         std::vector<std::int32_t>& buffer);

/// The numbers of a column at some rows, those of a list, or missing ones.
class ColumnValues {
 public:
  /// `pieces` holds a multiple of eight rows in each but the last.
  ColumnValues(const data::Chunked<double>& column, std::span<const Piece> pieces)
      : column_(&column), pieces_(pieces) {}
  ColumnValues(const std::vector<double>& list) : list_(&list) {}
  static ColumnValues missing(std::size_t count);

  /// Calls use(values, count) for parts of them in order, which stay in the nearest cache; all but
  /// the last have a multiple of eight.
  template <class Use>
  void for_each(const Use& use) const {
    if (list_) return use(list_->data(), list_->size());
    std::vector<double> buffer;
    for (std::size_t left = missing_; left > 0; left -= std::min(left, kFitPiece)) {
      buffer.assign(std::min(left, kFitPiece), std::numeric_limits<double>::quiet_NaN());
      use(std::as_const(buffer).data(), buffer.size());
    }
    for (const Piece& piece : pieces_) use(read(*column_, piece, buffer), piece.size());
  }
  std::size_t size() const;
  std::vector<double> list() const;

 private:
  ColumnValues() = default;

  const data::Chunked<double>* column_ = nullptr;
  std::span<const Piece> pieces_;
  const std::vector<double>* list_ = nullptr;
  std::size_t missing_ = 0;
};

}  // namespace dlflow::views
