#pragma once

#include <array>
#include <string>
#include <vector>

#include "pipeline/data/table.hpp"

namespace dlflow::data {

/// What the given rows of one column hold. Numbers are NaN where there is nothing to measure.
struct ColumnProfile {
  std::string name;
  ColumnKind kind = ColumnKind::number;
  std::string reason;  ///< why the column has this kind
  std::size_t rows = 0;
  std::size_t missing = 0;
  std::size_t distinct = 0;         ///< different values that are not missing
  double min, max, mean;            ///< of numbers
  double std;                       ///< of numbers, with n - 1; NaN for fewer than two
  std::array<double, 3> quantiles;  ///< 0.25, 0.5, 0.75 with linear interpolation
  std::string top;                  ///< the most frequent value; ties go to the first label
  double top_share = 0;             ///< of the values that are not missing
};

/// One profile a column, from the given rows alone.
std::vector<ColumnProfile> profile(const Rows& rows);

/// "17 to 81, mean 33.2", "3 values; most often 'a' (62 %)", with ", 4 missing" where some are.
std::string summary(const ColumnProfile& profile);

/// How many of the rows equal an earlier one in every column.
std::size_t duplicate_rows(const Rows& rows);

}  // namespace dlflow::data
