#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace dlflow::report {

/// A score as a person reads it, about four digits: "26,410", "31.07", "0.9533", "1.200e-07".
/// Metrics that are shares (accuracy, roc_auc and the like, and r2) have four decimals, so that
/// a column of them lines up. NaN and infinities: "nan", "inf", "-inf".
std::string format_score(double value, std::string_view metric);

/// "24,300 to 28,520", both ends as format_score; empty when there is no interval.
std::string format_interval(double low, double high, std::string_view metric);

/// A duration: "0.003 s", "0.02 s", "1.9 s", "14 s", "2 min 5 s", "1 h 4 min".
std::string format_seconds(double seconds);

/// A short duration: "0.4 us", "12 us", "3.1 ms", then as format_seconds.
std::string format_microseconds(double microseconds);

/// A size: "812 B", "4.2 kB", "31 MB", "1.5 GB".
std::string format_bytes(std::size_t bytes);

/// A share as a percentage: 0.67 is "67 %", 0.054 is "5.4 %".
std::string format_percent(double share);

}  // namespace dlflow::report
