#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/data/column.hpp"

namespace dlflow::data {

using RowIndex = std::uint32_t;

/// Typed columns of equal length. Made by a reader, then never changed.
class Table {
 public:
  std::vector<Column> columns;
  std::size_t rows() const { return columns.empty() ? 0 : columns.front().size(); }
  /// nullptr when there is no such column.
  const Column* find(std::string_view name) const;
  /// Whether any of these columns is there and of the kind.
  bool has_kind(const std::vector<std::string>& names, ColumnKind kind) const;
};

/// Some rows of a table, in order. Owns neither.
struct Rows {
  const Table* table = nullptr;
  std::span<const RowIndex> index;
  std::size_t size() const { return index.size(); }
};

/// Rows that a step may learn from. Only a split makes one (see splits.hpp), so that nothing can
/// be fitted on rows it must not see.
class TrainingRows : public Rows {
 private:
  friend class Fold;
  TrainingRows(const Table& of, std::span<const RowIndex> rows) : Rows{&of, rows} {}
};

}  // namespace dlflow::data
