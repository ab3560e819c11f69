#pragma once

#include <optional>
#include <string_view>

namespace dlflow::data {

/// A date in seconds since 1970-01-01 UTC: 2024-05, 2024/05/31, 31.5.2024, 31 May 2024, 31-May-24
/// or May 2024 (English names of months, whole or three letters), 2024-Q2. Behind a day may stand a
/// time (`T` or a space, then hh, hh:mm, hh:mm:ss or hh:mm:ss.fff, of 24 hours or with AM or PM
/// behind it) and a zone (Z, +hh, +hhmm, +hh:mm). A month or a quarter stands for its first day,
/// a year of two digits for one from 1969 to 2068. Empty for anything else, such as the 31st of
/// April.
std::optional<double> parse_date(std::string_view text);

/// A date of the form 1/2/2024, 1/2/24 or 1-2-2024, of which the month may be either number.
struct SlashedDate {
  int first = 0, second = 0, year = 0;
  std::string_view rest;        ///< a time, with what stands before it; may be empty
  bool has_short_year = false;  ///< of two digits, in the text
};
/// None for a text of another form, or with another time than parse_date takes.
std::optional<SlashedDate> slashed_date(std::string_view text);

/// How a date may be written, for messages.
inline constexpr const char* kReadDates =
    "dates are read as 2024-05-31, 2024-05, 2024-Q2, 31.05.2024, 31 May 2024 or May 2024, and as "
    "31/05/2024 where the file shows or 'define.data.dates' says which comes first";

}  // namespace dlflow::data
