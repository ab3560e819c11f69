#pragma once

#include <span>
#include <string>
#include <vector>

#include "pipeline/report/markup.hpp"

namespace dlflow::report {

/// A linear map from values to pixels. An empty range of values is widened.
class Scale {
 public:
  Scale(double low, double high, double from, double to);
  /// Pixels of a value; outside values are clamped to the ends.
  double operator()(double value) const;
  /// About `count` round values inside the range, in ascending order.
  std::vector<double> ticks(int count) const;
  /// A tick's text with as many decimals as the step between ticks needs.
  std::string tick_text(double tick, int count) const;

 private:
  double step(int count) const;

  double low_, high_, from_, to_;
};

struct Point {
  double x = 0, y = 0;
};

enum class Anchor { start, middle, end };

/// A drawing. Colours and line styles are classes of the page's style sheet, so that the same
/// drawing serves light, dark and paper. Coordinates are written with one decimal.
class Svg {
 public:
  /// `title` is read aloud and shown on hover; `width` and `height` in pixels.
  Svg(double width, double height, std::string_view title, Literal style = "plot");

  Svg& line(Point from, Point to, Literal style);
  Svg& circle(Point centre, double radius, Literal style);
  Svg& rectangle(Point corner, double width, double height, Literal style);
  Svg& path(std::span<const Point> points, Literal style);
  /// The area between two lines, x ascending. Fewer than two points draw nothing, as in path().
  Svg& band(std::span<const Point> low, std::span<const Point> high, Literal style);
  Svg& text(Point at, std::string_view text, Anchor anchor, Literal style = "label");
  Html finish();

 private:
  Html html_;
};

}  // namespace dlflow::report
