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
  std::size_t distinct = 0;                 ///< different values that are not missing
  double min, max, mean;                    ///< of numbers; min and max also of pixels and steps
  double std;                               ///< of numbers, with n - 1; NaN for fewer than two
  std::array<double, 3> quantiles;          ///< 0.25, 0.5, 0.75 with linear interpolation
  std::string top;                          ///< the most frequent value; ties go to the first label
  double top_share = 0;                     ///< of the values that are not missing
  std::array<std::size_t, 3> shape = {};    ///< of an image: height, width, channels
  std::size_t channels = 0;                 ///< of a series
  std::array<std::size_t, 3> lengths = {};  ///< least, median and most: steps of series, words of
                                            ///< texts that are not empty
  std::size_t distinct_words = 0;           ///< of texts; words stand between white space
};

/// One profile a column, from the given rows alone.
std::vector<ColumnProfile> profile(const Rows& rows);

/// "17 to 81, mean 33.2", "3 values; most often 'a' (62 %)", "28 x 28 x 1, values 0 to 255",
/// "12 channels, 7 to 29 steps (median 15), values -1.2 to 3.4", "5,169 different texts, 1 to 171
/// words (median 12), 13,579 different words"; with ", 4 missing" where some are.
std::string summary(const ColumnProfile& profile);

/// How many of the rows equal an earlier one in every column.
std::size_t duplicate_rows(const Rows& rows);

}  // namespace dlflow::data
