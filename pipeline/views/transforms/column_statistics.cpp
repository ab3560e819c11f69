#include "pipeline/views/transforms/column_statistics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace dlflow::views {

std::vector<double> present_values(const std::vector<double>& values) {
  std::vector<double> present;
  present.reserve(values.size());
  for (double v : values)
    if (!std::isnan(v)) present.push_back(v);
  return present;
}

std::vector<double> required_values(const std::vector<double>& values, const std::string& column,
                                    const StepContext& context) {
  std::vector<double> present = present_values(values);
  if (present.empty())
    context.refuse(column, "every training value is missing",
                   "ignore the column, or 'drop' it in this view");
  if (std::any_of(present.begin(), present.end(), [](double v) { return std::isinf(v); }))
    context.refuse(column, "a training value is infinite",
                   "look for infinite or extremely large values in the column");
  return present;
}

bool Moments::is_constant() const {
  const double n = static_cast<double>(count), eps = std::numeric_limits<double>::epsilon();
  const double error = n * mean * eps;
  return variance <= n * eps * variance + error * error;
}

Moments moments(const std::vector<double>& values) {
  Moments m;
  double sum = 0;
  for (double v : values) {
    if (std::isnan(v)) continue;
    sum += v;
    ++m.count;
  }
  if (m.count == 0) return m;
  const double n = static_cast<double>(m.count);
  m.mean = sum / n;
  double squares = 0, rest = 0;
  for (double v : values) {
    if (std::isnan(v)) continue;
    squares += (v - m.mean) * (v - m.mean);
    rest += v - m.mean;
  }
  m.variance = (squares - rest * rest / n) / n;
  return m;
}

double quantile_of(const std::vector<double>& sorted, double share) {
  const double at = share * static_cast<double>(sorted.size() - 1);
  const auto below = std::min(static_cast<std::size_t>(at), sorted.size() - 1);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  const double rest = at - static_cast<double>(below), gap = sorted[above] - sorted[below];
  return rest >= 0.5 ? sorted[above] - gap * (1 - rest) : sorted[below] + gap * rest;
}

double usable_scale(double scale) {
  return scale < 10 * std::numeric_limits<double>::epsilon() ? 1 : scale;
}

}  // namespace dlflow::views
