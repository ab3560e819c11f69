#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/report/svg.hpp"

namespace dlflow::report {

/// One axis of a chart: what it measures, with its unit, and its range. A logarithmic one has
/// ticks at powers of ten, and low > 0.
struct Axis {
  std::string label;
  double low = 0, high = 1;
  bool is_log = false;
};

/// A range of values with a margin, as an axis; values that are not finite are left out.
Axis axis_over(std::string label, std::span<const double> values, bool is_log = false);

/// A drawing with two axes, a grid and a legend. The label of the upright axis stands above it, so
/// that nothing has to be read sideways.
class Chart {
 public:
  enum class Size { small, wide };  ///< small ones stand side by side where there is room

  Chart(Size size, std::string_view title, const Axis& x, const Axis& y);

  Point at(double x, double y) const;
  /// The points of a line or a band that are finite.
  std::vector<Point> line(std::span<const double> x, std::span<const double> y) const;
  Svg& svg() { return svg_; }
  double left() const { return left_; }
  double right() const { return right_; }
  double top() const { return top_; }
  double bottom() const { return bottom_; }
  /// One entry beside the ones before: a sample of a line's style, and its name.
  void legend(Literal style, std::string_view name);
  Html finish() { return svg_.finish(); }

 private:
  void draw_x();
  void draw_y();

  Axis x_, y_;
  double left_, right_, top_, bottom_;
  Scale to_x_, to_y_;
  Svg svg_;
  double next_legend_;
};

}  // namespace dlflow::report
