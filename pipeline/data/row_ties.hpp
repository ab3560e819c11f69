#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/base/error.hpp"

namespace dlflow::data {

/// Rows of the same fit, by number, between which another was made.
struct Parents {
  std::uint32_t one = 0, other = 0;
};

/// What binds N rows to each other, so that a cut inside a fit keeps to what binds the folds. An
/// empty list binds nothing.
struct RowTies {
  std::vector<std::uint32_t> groups = {};  ///< (N) rows of one number stay on one side
  std::vector<std::uint32_t> times = {};   ///< (N) ranks: what is judged has later ones
  std::size_t gap = 0;  ///< over time, rows left out between what is learnt and what is judged
  bool gap_counts_times = false;  ///< whether it is whole times in place of rows
  /// (N) of rows that came to be repeated or mixed: the number of the row that each repeats.
  std::vector<std::uint32_t> origins = {};
  std::vector<Parents> mixed = {};  ///< of the last rows: each was made between two of the others

  bool is_empty() const { return groups.empty() && times.empty() && origins.empty(); }
  /// How many of `rows` rows were not made from others.
  std::size_t own(std::size_t rows) const { return rows - mixed.size(); }

  /// The ties of some of the rows, by number, in this order.
  template <class Row>
  RowTies picked(std::span<const Row> rows) const {
    DLFLOW_REQUIRE(mixed.empty(), "rows are picked before any is mixed");
    RowTies out;
    out.gap = gap;
    out.gap_counts_times = gap_counts_times;
    for (const auto list : {&RowTies::groups, &RowTies::times, &RowTies::origins})
      if (!(this->*list).empty())
        for (const Row row : rows) (out.*list).push_back((this->*list)[row]);
    return out;
  }
};

}  // namespace dlflow::data
