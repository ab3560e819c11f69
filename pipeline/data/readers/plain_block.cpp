#include "pipeline/data/readers/plain_block.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "pipeline/data/readers/plain_row.hpp"
#include "pipeline/data/readers/records.hpp"

namespace dlflow::data {

/// Where the cells of one row go.
struct PlainBlock::Row {
  PlainBlock& block;
  const std::vector<CellUse>& uses;

  bool takes_numbers(std::size_t c) const { return uses[c] == CellUse::number; }
  void number(std::size_t c, double value) { block.numbers_[c].push_back(value); }
  void text(std::size_t c, std::string_view cell) {
    if (uses[c] == CellUse::none) return;
    block.texts_[c].push_back({block.rows_, cell});
    if (uses[c] == CellUse::number) block.numbers_[c].push_back(0);
  }
};

void PlainBlock::parse(std::string lines, char separator, const std::vector<CellUse>& uses) {
  lines_ = std::move(lines);
  rows_ = 0;
  blanks_.clear();
  wrong_.clear();
  numbers_.resize(uses.size());
  texts_.resize(uses.size());
  for (auto& numbers : numbers_) numbers.clear();
  for (auto& texts : texts_) texts.clear();
  Row row{*this, uses};
  const char* const stop = lines_.data() + lines_.size();
  for (const char* p = lines_.data(); p < stop;) {
    const auto* newline =
        static_cast<const char*>(std::memchr(p, '\n', static_cast<std::size_t>(stop - p)));
    const char* const begin = std::exchange(p, newline + 1);
    if (is_blank_line(begin, newline, separator)) {
      blanks_.push_back(rows_);
      continue;
    }
    const char* const end = newline - (newline > begin && newline[-1] == '\r');
    if (!read_plain_row(begin, end, separator, uses.size(), row)) {
      const auto cells = std::count(begin, end, separator) + 1;
      wrong_.push_back({rows_, static_cast<std::size_t>(cells)});
      for (std::size_t c = 0; c < uses.size(); ++c)
        if (uses[c] == CellUse::number) numbers_[c].resize(rows_ + 1);
    }
    ++rows_;
  }
}

std::uint64_t PlainBlock::line_of(std::uint32_t row) const {
  const auto behind = std::upper_bound(blanks_.begin(), blanks_.end(), row);
  return row + static_cast<std::uint64_t>(behind - blanks_.begin());
}

}  // namespace dlflow::data
