#include "pipeline/data/readers/row_filler.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "pipeline/data/readers/plain_row.hpp"

namespace dlflow::data {
namespace {

std::string wrong_width(std::size_t cells, std::size_t expected) {
  return fmt::format(" has {} cell{}, expected {}", cells, cells == 1 ? "" : "s", expected);
}

}  // namespace

/// What is wrong in a row of a block.
struct RowFiller::Found {
  std::uint32_t row;
  std::size_t column;
  std::string what;
};

std::string_view RowFiller::bare(std::string_view cell) const {
  const bool is_quoted =
      has_single_quotes_ && cell.size() > 1 && cell.front() == '\'' && cell.back() == '\'';
  return is_quoted ? cell.substr(1, cell.size() - 2) : cell;
}

void RowFiller::add(const Record& record, std::uint64_t row, ProblemList& problems) {
  if (record.is_open) {
    problems.add(row, record.line,
                 ": a quote is opened that is never closed; where quotes are part of the text, set "
                 "data.quotes: none");
    return;
  }
  if (!record.has_quotes && separator_ != ' ') {
    add_plain(record, row, problems);
    return;
  }
  split_cells(record, separator_, cells_);
  if (cells_.size() != builders_.size()) {
    problems.add(row, record.line, wrong_width(cells_.size(), builders_.size()));
    return;
  }
  for (std::size_t c = 0; c < cells_.size(); ++c)
    if (builders_[c]) add_cell(c, cells_[c].text, record, row, problems);
}

void RowFiller::add_cell(std::size_t column, std::string_view cell, const Record& record,
                         std::uint64_t row, ProblemList& problems) {
  if (const auto wrong = builders_[column]->add(bare(cell)))
    problems.add(row, record.line, ", " + *wrong);
}

std::vector<CellUse> RowFiller::uses() const {
  std::vector<CellUse> uses;
  for (const ColumnBuilder* builder : builders_)
    uses.push_back(!builder                   ? CellUse::none
                   : builder->takes_numbers() ? CellUse::number
                                              : CellUse::text);
  return uses;
}

void RowFiller::add(const PlainBlock& block, std::uint64_t row, std::uint64_t line,
                    ProblemList& problems) {
  std::vector<Found> found;
  for (std::size_t c = 0; c < builders_.size(); ++c)
    if (builders_[c]) add_column(block, c, found);
  for (const auto& wrong : block.wrong_rows())
    found.push_back({wrong.row, builders_.size(), wrong_width(wrong.cells, builders_.size())});
  std::sort(found.begin(), found.end(), [](const Found& a, const Found& b) {
    return a.row != b.row ? a.row < b.row : a.column < b.column;
  });
  for (const Found& one : found)
    problems.add(row + one.row + 1, line + block.line_of(one.row) + 1, one.what);
}

void RowFiller::add_column(const PlainBlock& block, std::size_t column, std::vector<Found>& found) {
  ColumnBuilder& builder = *builders_[column];
  const std::span<const double> numbers = block.numbers(column);
  std::size_t done = 0;
  const auto add_until = [&](std::size_t row) {
    // Where a text came up, the column is read again and takes no more of them.
    if (builder.takes_numbers()) builder.add_numbers(numbers.subspan(done, row - done));
  };
  for (const auto& text : block.texts(column)) {
    if (!numbers.empty()) add_until(text.row);
    done = text.row + std::size_t{1};
    if (const auto wrong = builder.add(bare(text.cell)))
      found.push_back({text.row, column, ", " + *wrong});
  }
  if (!numbers.empty()) add_until(numbers.size());
}

void RowFiller::add_plain(const Record& record, std::uint64_t row, ProblemList& problems) {
  struct Cells {
    RowFiller& filler;
    const Record& record;
    std::uint64_t row;
    ProblemList& problems;
    bool takes_numbers(std::size_t c) const {
      return filler.builders_[c] && filler.builders_[c]->takes_numbers();
    }
    void number(std::size_t c, double value) { filler.builders_[c]->add_number(value); }
    void text(std::size_t c, std::string_view cell) {
      if (filler.builders_[c]) filler.add_cell(c, cell, record, row, problems);
    }
  } cells{*this, record, row, problems};
  if (read_plain_row(record.begin, record.end, separator_, builders_.size(), cells)) return;
  const auto count = std::count(record.begin, record.end, separator_) + 1;
  problems.add(row, record.line, wrong_width(static_cast<std::size_t>(count), builders_.size()));
}

}  // namespace dlflow::data
