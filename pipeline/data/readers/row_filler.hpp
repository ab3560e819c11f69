#pragma once

#include <string>
#include <vector>

#include "pipeline/data/readers/column_builder.hpp"
#include "pipeline/data/readers/plain_block.hpp"
#include "pipeline/data/readers/problem_list.hpp"
#include "pipeline/data/readers/records.hpp"

namespace dlflow::data {

/// Puts the cells of records into the builders of their columns.
class RowFiller {
 public:
  /// One builder a column of the file; null where a column is not read.
  void fill(std::vector<ColumnBuilder*> builders) { builders_ = std::move(builders); }
  /// ' ' means runs of white space. Single quotes around cells are taken off where the file has
  /// them.
  void read_as(char separator, bool has_single_quotes) {
    separator_ = separator;
    has_single_quotes_ = has_single_quotes;
  }
  /// Rows count from 1. A row that cannot be read is a problem, and its builders may lack a cell.
  void add(const Record& record, std::uint64_t row, ProblemList& problems);
  /// The rows of a block that was parsed by `uses()`; `row` rows and `line` lines stand before it.
  void add(const PlainBlock& block, std::uint64_t row, std::uint64_t line, ProblemList& problems);
  /// What each column of the file takes.
  std::vector<CellUse> uses() const;
  char separator() const { return separator_; }
  /// The cell without the single quotes around it, where the file uses them.
  std::string_view bare(std::string_view cell) const;

 private:
  struct Found;
  void add_column(const PlainBlock& block, std::size_t column, std::vector<Found>& found);
  void add_plain(const Record& record, std::uint64_t row, ProblemList& problems);
  void add_cell(std::size_t column, std::string_view cell, const Record& record, std::uint64_t row,
                ProblemList& problems);

  std::vector<ColumnBuilder*> builders_;
  char separator_ = ',';
  bool has_single_quotes_ = false;
  std::vector<Cell> cells_;
};

}  // namespace dlflow::data
