#include "pipeline/report/svg.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/text.hpp"

namespace dlflow::report {
namespace {

std::string number(double value) { return fmt::format("{:.1f}", value); }

std::string points_text(std::span<const Point> points) {
  std::string text;
  for (const Point& point : points) text += number(point.x) + "," + number(point.y) + " ";
  if (!text.empty()) text.pop_back();
  return text;
}

}  // namespace

Scale::Scale(double low, double high, double from, double to)
    : low_(low), high_(high), from_(from), to_(to) {
  if (!std::isfinite(low_) || !std::isfinite(high_)) low_ = 0, high_ = 1;
  if (!(high_ > low_)) {
    const double half = low_ == 0 ? 0.5 : std::abs(low_) * 0.05;
    low_ -= half;
    high_ = low_ + 2 * half;
  }
}

double Scale::operator()(double value) const {
  const double share = std::clamp((value - low_) / (high_ - low_), 0.0, 1.0);
  return from_ + (std::isfinite(share) ? share : 0.0) * (to_ - from_);
}

double Scale::step(int count) const {
  const double rough = (high_ - low_) / count;
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0})
    if (factor * power >= rough) return factor * power;
  return 10 * power;
}

std::vector<double> Scale::ticks(int count) const {
  const double width = step(count);
  std::vector<double> found;
  const double first = std::ceil(low_ / width - 1e-9);
  for (int i = 0; i <= 4 * count; ++i) {
    const double tick = (first + i) * width;
    if (tick > high_ + 1e-9 * width) break;
    found.push_back(tick == 0 ? 0.0 : tick);
  }
  return found;
}

std::string Scale::tick_text(double tick, int count) const {
  const double width = step(count);
  if (width >= 1) return with_thousands(std::llround(tick));
  if (width < 1e-6) return fmt::format("{:.1e}", tick);
  return fmt::format("{:.{}f}", tick, static_cast<int>(std::ceil(-std::log10(width) - 1e-9)));
}

Svg::Svg(double width, double height, std::string_view title, Literal style) {
  html_.open("svg", {{"class", std::string(style.view())},
                     {"viewBox", fmt::format("0 0 {:.0f} {:.0f}", width, height)},
                     {"width", fmt::format("{:.0f}", width)},
                     {"height", fmt::format("{:.0f}", height)},
                     {"role", "img"}});
  html_.element("title", title);
}

Svg& Svg::line(Point from, Point to, Literal style) {
  html_.empty("line", {{"x1", number(from.x)},
                       {"y1", number(from.y)},
                       {"x2", number(to.x)},
                       {"y2", number(to.y)},
                       {"class", std::string(style.view())}});
  return *this;
}

Svg& Svg::circle(Point centre, double radius, Literal style) {
  html_.empty("circle", {{"cx", number(centre.x)},
                         {"cy", number(centre.y)},
                         {"r", number(radius)},
                         {"class", std::string(style.view())}});
  return *this;
}

Svg& Svg::rectangle(Point corner, double width, double height, Literal style) {
  html_.empty("rect", {{"x", number(corner.x)},
                       {"y", number(corner.y)},
                       {"width", number(std::max(0.0, width))},
                       {"height", number(std::max(0.0, height))},
                       {"rx", "2"},
                       {"class", std::string(style.view())}});
  return *this;
}

Svg& Svg::path(std::span<const Point> points, Literal style) {
  if (points.size() < 2) return *this;
  html_.empty("polyline", {{"points", points_text(points)}, {"class", std::string(style.view())}});
  return *this;
}

Svg& Svg::band(std::span<const Point> low, std::span<const Point> high, Literal style) {
  if (low.size() < 2 || high.size() < 2) return *this;
  std::vector<Point> outline(low.begin(), low.end());
  outline.insert(outline.end(), high.rbegin(), high.rend());
  html_.empty("polygon", {{"points", points_text(outline)}, {"class", std::string(style.view())}});
  return *this;
}

Svg& Svg::text(Point at, std::string_view text, Anchor anchor, Literal style) {
  const char* side = anchor == Anchor::start ? "start" : "middle";
  if (anchor == Anchor::end) side = "end";
  html_.element("text", text,
                {{"x", number(at.x)},
                 {"y", number(at.y)},
                 {"text-anchor", side},
                 {"class", std::string(style.view())}});
  return *this;
}

Html Svg::finish() {
  html_.close("svg");
  return html_;
}

}  // namespace dlflow::report
