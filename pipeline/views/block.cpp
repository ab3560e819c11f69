#include "pipeline/views/block.hpp"

#include <utility>

namespace dlflow::views {

void Block::restart(std::size_t count) {
  rows = count;
  spare = std::move(numbers);
  numbers.clear();
  codes.clear();
  dates.clear();
  sparse = {};
}

std::vector<double>& Block::add_numbers() {
  std::vector<double>& column = numbers.emplace_back();
  if (!spare.empty()) {
    column = std::move(spare.back());
    spare.pop_back();
  }
  column.resize(rows);
  return column;
}

}  // namespace dlflow::views
