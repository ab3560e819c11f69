#include "pipeline/report/plots/chart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/text.hpp"

namespace dlflow::report {
namespace {

constexpr int kTicks = 5;
constexpr double kSmallWidth = 460, kWideWidth = 720, kHeight = 350;

double width_of(Chart::Size size) { return size == Chart::Size::small ? kSmallWidth : kWideWidth; }

Scale scale_of(const Axis& axis, double from, double to) {
  if (axis.is_log) return {std::log10(axis.low), std::log10(axis.high), from, to};
  return {axis.low, axis.high, from, to};
}

/// "0.01", "1", "1,000".
std::string power_text(int power) {
  if (power >= 0 && power < 15)
    return with_thousands(static_cast<long long>(std::llround(std::pow(10.0, power))));
  return power < -4 ? fmt::format("1e{}", power)
                    : fmt::format("{:.{}f}", std::pow(10, power), -power);
}

}  // namespace

Axis axis_over(std::string label, std::span<const double> values, bool is_log) {
  double low = INFINITY, high = -INFINITY;
  for (const double value : values) {
    if (!std::isfinite(value) || (is_log && value <= 0)) continue;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  if (!(low <= high)) return {std::move(label), is_log ? 0.1 : 0, 1, is_log};
  if (is_log) {
    low = std::pow(10, std::floor(std::log10(low)));
    high = std::max(10 * low, std::pow(10, std::ceil(std::log10(high))));
    return {std::move(label), low, high, true};
  }
  const double margin = high > low ? 0.04 * (high - low) : std::max(1e-9, 0.1 * std::abs(high));
  return {std::move(label), low - margin, high + margin, false};
}

Chart::Chart(Size size, std::string_view title, const Axis& x, const Axis& y)
    : x_(x),
      y_(y),
      left_(64),
      right_(width_of(size) - 18),
      top_(48),
      bottom_(kHeight - 54),
      to_x_(scale_of(x, left_, right_)),
      to_y_(scale_of(y, bottom_, top_)),
      svg_(width_of(size), kHeight, title,
           size == Size::small ? Literal("small") : Literal("plot")),
      next_legend_(left_) {
  draw_y();
  draw_x();
}

void Chart::draw_y() {
  for (const double tick : to_y_.ticks(kTicks)) {
    svg_.line({left_, to_y_(tick)}, {right_, to_y_(tick)}, "grid");
    svg_.text({left_ - 8, to_y_(tick) + 4}, to_y_.tick_text(tick, kTicks), Anchor::end, "tick");
  }
  svg_.text({8, 15}, y_.label, Anchor::start);
}

void Chart::draw_x() {
  if (x_.is_log) {
    const int first = static_cast<int>(std::lround(std::log10(x_.low)));
    const int last = static_cast<int>(std::lround(std::log10(x_.high)));
    for (int power = first; power <= last; ++power) {
      svg_.line({to_x_(power), top_}, {to_x_(power), bottom_}, "grid");
      svg_.text({to_x_(power), bottom_ + 18}, power_text(power), Anchor::middle, "tick");
    }
  } else {
    for (const double tick : to_x_.ticks(kTicks)) {
      svg_.line({to_x_(tick), bottom_}, {to_x_(tick), bottom_ + 4}, "axis");
      svg_.text({to_x_(tick), bottom_ + 18}, to_x_.tick_text(tick, kTicks), Anchor::middle, "tick");
    }
  }
  svg_.line({left_, bottom_}, {right_, bottom_}, "axis");
  svg_.text({(left_ + right_) / 2, bottom_ + 42}, x_.label, Anchor::middle);
}

Point Chart::at(double x, double y) const {
  return {to_x_(x_.is_log ? std::log10(x) : x), to_y_(y)};
}

std::vector<Point> Chart::line(std::span<const double> x, std::span<const double> y) const {
  std::vector<Point> points;
  for (std::size_t i = 0; i < std::min(x.size(), y.size()); ++i)
    if (std::isfinite(x[i]) && std::isfinite(y[i])) points.push_back(at(x[i], y[i]));
  return points;
}

void Chart::legend(Literal style, std::string_view name) {
  svg_.line({next_legend_, 33}, {next_legend_ + 26, 33}, style);
  svg_.text({next_legend_ + 32, 37}, name, Anchor::start, "tick");
  next_legend_ += 52 + 6.6 * static_cast<double>(display_width(name));
}

}  // namespace dlflow::report
