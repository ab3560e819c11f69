#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "pipeline/statistics/comparison.hpp"

namespace dlflow::report {

/// A score as a person reads it, about four digits: "26,410", "31.07", "0.9533", "1.200e-07".
/// Metrics that are shares (accuracy, roc_auc and the like, and r2) have four decimals, so that
/// a column of them lines up. NaN and infinities: "nan", "inf", "-inf".
std::string format_score(double value, std::string_view metric);

/// "24,300 to 28,520", both ends as format_score, the upper end of a share at most 1; empty when
/// there is no interval.
std::string format_interval(double low, double high, std::string_view metric);
/// " (24,300 to 28,520)", or empty.
std::string in_parentheses(double low, double high, std::string_view metric);

/// Whether a metric is a share, whose differences are told in points: hundredths of it.
bool is_share(std::string_view metric);

/// A gain (above 0: better) as a difference of the metric: "+2.1 points (0.9 to 3.3)" of a share,
/// "rmse -310 (-1,900 to 1,280)" of others; without the interval where there is none.
std::string difference_text(const statistics::Interval& gain, std::string_view metric,
                            bool greater_is_better);

/// The size of a difference alone: "2.1 points", "310".
std::string format_difference(double difference, std::string_view metric);

/// A long number at six digits, "0.13283398624758147" as "0.132834"; any other text as it is.
std::string compact_number(const std::string& text);

/// A duration: "<0.001 s", "0.003 s", "0.02 s", "1.9 s", "14 s", "2 min 5 s", "1 h 4 min".
std::string format_seconds(double seconds);

/// A short duration: "0.4 us", "12 us", "3.1 ms", then as format_seconds.
std::string format_microseconds(double microseconds);

/// A size: "812 B", "4.2 kB", "31 MB", "1.5 GB".
std::string format_bytes(std::size_t bytes);

/// A share as a percentage: 0.67 is "67 %", 0.054 is "5.4 %", -1.2e38 is "-1.2e+40 %".
std::string format_percent(double share);

}  // namespace dlflow::report
