#include "pipeline/report/numbers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/text.hpp"
#include "core/metrics/metric.hpp"

namespace dlflow::report {
namespace {

/// The value rounded to four significant digits, with separators between thousands.
std::string large(double value) {
  const double unit = std::pow(10.0, std::floor(std::log10(std::abs(value))) - 3);
  return with_thousands(std::llround(std::round(value / unit) * unit));
}

std::string points(double difference) {
  const std::string text = fmt::format("{:.1f}", 100 * difference);
  return text == "-0.0" ? "0.0" : text;
}

std::string plain_difference(double difference, std::string_view metric) {
  return is_share(metric) ? points(difference) : format_score(difference, metric);
}

}  // namespace

bool is_share(std::string_view metric) {
  const auto* kind = metrics::find_metric(metric);
  return kind && kind->is_share;
}

std::string format_difference(double difference, std::string_view metric) {
  return plain_difference(difference, metric) + (is_share(metric) ? " points" : "");
}

std::string difference_text(const statistics::Interval& gain, std::string_view metric,
                            bool greater_is_better) {
  const bool as_points = is_share(metric);
  const double sign = greater_is_better ? 1 : -1;
  const double low = greater_is_better ? gain.low : -gain.high;
  const double high = greater_is_better ? gain.high : -gain.low;
  std::string text = as_points ? "" : std::string(metric) + " ";
  text += (sign * gain.mean > 0 ? "+" : "") + format_difference(sign * gain.mean, metric);
  if (high > low)
    text +=
        fmt::format(" ({} to {})", plain_difference(low, metric), plain_difference(high, metric));
  return text;
}

std::string format_score(double value, std::string_view metric) {
  const double size = std::abs(value);
  if (!std::isfinite(value)) return shortest(value);
  if (size >= 1e15) return fmt::format("{:.3e}", value);
  if (size >= 999.95) return large(value);
  if (is_share(metric) || size == 0) return fmt::format("{:.4f}", size < 5e-5 ? 0.0 : value);
  if (size < 1e-4) return fmt::format("{:.3e}", value);
  const int leading = static_cast<int>(std::floor(std::log10(size)));
  return fmt::format("{:.{}f}", value, std::clamp(3 - leading, 0, 7));
}

std::string format_interval(double low, double high, std::string_view metric) {
  if (!(high > low)) return "";
  const metrics::MetricKind* kind = metrics::find_metric(metric);
  if (kind && kind->is_share) high = std::min(high, 1.0);
  return format_score(low, metric) + " to " + format_score(high, metric);
}

std::string in_parentheses(double low, double high, std::string_view metric) {
  const std::string interval = format_interval(low, high, metric);
  return interval.empty() ? "" : " (" + interval + ")";
}

std::string compact_number(const std::string& text) {
  const auto number = text.size() > 8 ? parse_number(text) : std::nullopt;
  return number ? fmt::format("{:.6g}", *number) : text;
}

std::string format_seconds(double seconds) {
  if (!std::isfinite(seconds) || seconds < 0) return "-";
  if (seconds < 0.0005) return "<0.001 s";
  if (seconds < 0.00995) return fmt::format("{:.3f} s", seconds);
  if (seconds < 0.0995) return fmt::format("{:.2f} s", seconds);
  if (seconds < 9.95) return fmt::format("{:.1f} s", seconds);
  const long long whole = std::llround(seconds);
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} min {} s", whole / 60, whole % 60);
  const long long minutes = std::llround(seconds / 60);
  return fmt::format("{} h {} min", minutes / 60, minutes % 60);
}

std::string format_microseconds(double microseconds) {
  if (!std::isfinite(microseconds) || microseconds < 0) return "-";
  if (microseconds < 0.05) return "<0.1 us";
  if (microseconds < 9.95) return fmt::format("{:.1f} us", microseconds);
  if (microseconds < 999.5) return fmt::format("{:.0f} us", microseconds);
  if (microseconds < 9950) return fmt::format("{:.1f} ms", microseconds / 1e3);
  return microseconds < 999500 ? fmt::format("{:.0f} ms", microseconds / 1e3)
                               : format_seconds(microseconds / 1e6);
}

std::string format_bytes(std::size_t bytes) {
  if (bytes < 1000) return fmt::format("{} B", bytes);
  constexpr std::array<const char*, 4> units = {"kB", "MB", "GB", "TB"};
  double value = static_cast<double>(bytes) / 1e3;
  std::size_t unit = 0;
  for (; value >= 999.5 && unit + 1 < units.size(); ++unit) value /= 1e3;
  return fmt::format("{:.{}f} {}", value, value < 9.95 ? 1 : 0, units[unit]);
}

std::string format_percent(double share) {
  const double percent = 100 * share;
  if (!std::isfinite(percent)) return "-";
  if (std::abs(percent) >= 99999.5) return fmt::format("{:.2g} %", percent);
  const bool is_round = percent == 0 || std::abs(percent) >= 9.95;
  const bool is_nothing = std::abs(percent) < 0.05;  // which has no sign
  return fmt::format("{:.{}f} %", is_nothing ? 0.0 : percent, is_round ? 0 : 1);
}

}  // namespace dlflow::report
