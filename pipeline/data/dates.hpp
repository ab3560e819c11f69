#pragma once

#include <optional>
#include <string_view>

namespace dlflow::data {

/// A date in seconds since 1970-01-01 UTC: 2024-05, 2024/05/31, 31.5.2024, 31 May 2024, 31-May-2024
/// or May 2024 (English names of months, whole or three letters), 2024-Q2. Behind a day may stand a
/// time (`T` or a space, then hh, hh:mm, hh:mm:ss or hh:mm:ss.fff) and a zone (Z, +hh, +hhmm,
/// +hh:mm). A month or a quarter stands for its first day. Empty for anything else, such as the
/// 31st of April.
std::optional<double> parse_date(std::string_view text);

/// Whether a text is of the form 1/2/2024, of which nobody knows the month.
bool is_slashed_date(std::string_view text);

/// How a date may be written, for messages.
inline constexpr const char* kReadDates =
    "dates are read as 2024-05-31, 2024-05, 2024-Q2, 31.05.2024, 31 May 2024 or May 2024";

}  // namespace dlflow::data
