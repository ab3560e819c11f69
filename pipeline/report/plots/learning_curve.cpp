#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "pipeline/report/plots/plots.hpp"

namespace dlflow::report {
namespace {

constexpr double kWidth = 720, kHeight = 300, kLeft = 64, kRight = 690, kTop = 16, kBottom = 246;
constexpr int kTicks = 5;

std::vector<Point> line_of(const std::vector<double>& values, const Scale& x, const Scale& y) {
  std::vector<Point> points;
  for (std::size_t epoch = 0; epoch < values.size(); ++epoch)
    if (std::isfinite(values[epoch]))
      points.push_back({x(static_cast<double>(epoch + 1)), y(values[epoch])});
  return points;
}

Scale loss_axis(const LearningCurve& curve) {
  double low = INFINITY, high = -INFINITY;
  for (const auto* values : {&curve.loss, &curve.loss_low, &curve.loss_high, &curve.validation,
                             &curve.validation_low, &curve.validation_high})
    for (const double value : *values) {
      if (!std::isfinite(value)) continue;
      low = std::min(low, value);
      high = std::max(high, value);
    }
  return {low, high, kBottom, kTop};
}

void draw_axes(Svg& svg, const Scale& x, const Scale& y) {
  for (const double tick : y.ticks(kTicks)) {
    svg.line({kLeft, y(tick)}, {kRight, y(tick)}, "grid");
    svg.text({kLeft - 8, y(tick) + 4}, y.tick_text(tick, kTicks), Anchor::end, "tick");
  }
  for (const double tick : x.ticks(8))
    if (tick == std::floor(tick))
      svg.text({x(tick), kBottom + 18}, x.tick_text(tick, 8), Anchor::middle, "tick");
  svg.line({kLeft, kBottom}, {kRight, kBottom}, "axis");
  svg.text({(kLeft + kRight) / 2, kBottom + 40}, "epoch", Anchor::middle);
  svg.text({kLeft - 8, kTop - 4}, "loss", Anchor::end);
}

}  // namespace

Html learning_curve(const LearningCurve& curve) {
  if (curve.loss.size() < 2) return {};
  const Scale x(1, static_cast<double>(curve.loss.size()), kLeft, kRight);
  const Scale y = loss_axis(curve);
  Svg svg(kWidth, kHeight, fmt::format("loss of {} over {} epochs", curve.name, curve.loss.size()));
  draw_axes(svg, x, y);
  svg.band(line_of(curve.loss_low, x, y), line_of(curve.loss_high, x, y), "band1");
  svg.band(line_of(curve.validation_low, x, y), line_of(curve.validation_high, x, y), "band2");
  svg.path(line_of(curve.loss, x, y), "ink1");
  svg.path(line_of(curve.validation, x, y), "ink2");
  if (curve.best_epoch) {
    svg.line({x(*curve.best_epoch), kTop}, {x(*curve.best_epoch), kBottom}, "naive");
    const bool is_late = x(*curve.best_epoch) > kRight - 100;
    svg.text({x(*curve.best_epoch) + (is_late ? -6 : 6), kTop + 30}, "best epoch",
             is_late ? Anchor::end : Anchor::start, "tick");
  }
  svg.line({kRight - 220, kTop}, {kRight - 196, kTop}, "ink1");
  svg.text({kRight - 190, kTop + 4}, "training", Anchor::start);
  if (!curve.validation.empty()) {
    svg.line({kRight - 110, kTop}, {kRight - 86, kTop}, "ink2");
    svg.text({kRight - 80, kTop + 4}, "validation", Anchor::start);
  }
  return svg.finish();
}

}  // namespace dlflow::report
