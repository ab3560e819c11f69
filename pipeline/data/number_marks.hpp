#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace dlflow::data {

/// What stands between the digits of a file's numbers.
struct NumberMarks {
  char decimal = '.';     ///< before the decimals
  char thousands = '\0';  ///< between groups of three digits; 0: nothing does. ' ' is any space
};

/// A number as the file writes it; a + before it and marks of thousands may be left out, and
/// thousands are either all marked or none: 1,234,567.8 and 1234567.8, but not 12,34 or 1234,567.
std::optional<double> number_of(std::string_view cell, NumberMarks marks);

/// The number without the marks between its groups of three digits; empty where it has none, or
/// they stand elsewhere: 1,234,567.8 is 1234567.8. Without a sign before it.
std::string without_thousands(std::string_view number, NumberMarks marks);

}  // namespace dlflow::data
