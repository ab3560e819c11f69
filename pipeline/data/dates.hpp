#pragma once

#include <optional>
#include <string_view>

namespace dlflow::data {

/// A date, year first, in seconds since 1970-01-01 UTC: 2024-05, 2024/05/31, with a time behind it
/// (`T` or a space, then hh, hh:mm, hh:mm:ss or hh:mm:ss.fff) and a zone (Z, +hh, +hhmm, +hh:mm) or
/// not. A month stands for its first day. Empty for anything else, such as the 31st of April.
std::optional<double> parse_date(std::string_view text);

}  // namespace dlflow::data
