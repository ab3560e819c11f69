#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/error.hpp"

namespace dlflow::data {

/// The first 20 problems of a file, and how many more rows have one, to be thrown together.
class ProblemList {
 public:
  explicit ProblemList(std::string file) : file_(std::move(file)) {}
  /// Rows count from 1 and must not descend. `what` follows "row 14": " has 3 cells". A hint may
  /// follow it after a line break; the same one is shown once.
  void add(std::uint64_t row, std::uint64_t line, std::string_view what);
  /// Throws UserError (data) when there is any problem.
  void raise();

 private:
  std::string file_;
  std::vector<Problem> problems_;
  std::set<std::string, std::less<>> hints_;
  std::uint64_t last_shown_ = 0, last_counted_ = 0, more_rows_ = 0;
};

}  // namespace dlflow::data
