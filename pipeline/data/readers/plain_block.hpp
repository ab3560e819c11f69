#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dlflow::data {

/// How the cells of a column are taken from a block.
enum class CellUse { none, number, text };

/// Lines without quotes, cut into cells. Numbers are parsed, all else stays text until the rows of
/// the blocks before are in their columns.
class PlainBlock {
 public:
  /// A cell that was not parsed. Rows count from 0 in the block.
  struct Text {
    std::uint32_t row;
    std::string_view cell;
  };
  /// A row with more or fewer cells than there are columns.
  struct WrongRow {
    std::uint32_t row;
    std::size_t cells;
  };

  /// Takes lines that each end with a newline; what the block held before is gone.
  void parse(std::string lines, char separator, const std::vector<CellUse>& uses);

  std::uint32_t rows() const { return rows_; }
  std::uint64_t lines() const { return rows_ + blanks_.size(); }
  std::uint64_t blank_lines() const { return blanks_.size(); }
  /// How many lines of the block stand before a row.
  std::uint64_t line_of(std::uint32_t row) const;
  /// One for each row of a column of numbers; those that are not parsed are to be passed over.
  const std::vector<double>& numbers(std::size_t column) const { return numbers_[column]; }
  const std::vector<Text>& texts(std::size_t column) const { return texts_[column]; }
  const std::vector<WrongRow>& wrong_rows() const { return wrong_; }

 private:
  struct Row;

  std::string lines_;
  std::uint32_t rows_ = 0;
  std::vector<std::uint32_t> blanks_;  ///< the rows that follow the blank lines
  std::vector<std::vector<double>> numbers_;
  std::vector<std::vector<Text>> texts_;
  std::vector<WrongRow> wrong_;
};

}  // namespace dlflow::data
