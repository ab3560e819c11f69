#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "pipeline/data/features.hpp"

/// What passes through the steps of a view.
namespace dlflow::views {

/// A coded column of a block: its name and the labels of codes 0, 1, ...
struct CodedName {
  std::string name;
  std::vector<std::string> labels;
  bool is_binary = false;
  bool operator==(const CodedName&) const = default;
};

/// x becomes (x - shift) * factor.
struct Scaling {
  double shift = 0, factor = 1;
};

/// What the columns of a block are.
struct Layout {
  std::vector<std::string> numbers;
  std::vector<CodedName> codes;
  std::vector<std::string> dates;
  std::vector<std::string> sparse = {};  ///< numbers that are mostly 0, of the last step of a chain
  bool operator==(const Layout&) const = default;
};

/// Rows of columns that pass through the same steps, column by column. A missing number is NaN; a
/// code outside [0, labels) is missing or unseen. A date is in seconds since 1970, NaN if missing.
struct Block {
  std::size_t rows = 0;
  std::vector<std::vector<double>> numbers;
  std::vector<std::vector<std::int32_t>> codes;
  std::vector<std::vector<double>> dates = {};
  data::SparseRows sparse = {};
  std::vector<std::vector<double>> spare = {};  ///< memory for number columns, of those before

  /// Empties the block for `count` rows.
  void restart(std::size_t count);
  /// One more number column, whose values are still to be written.
  std::vector<double>& add_numbers();
};

}  // namespace dlflow::views
