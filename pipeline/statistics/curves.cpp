#include "pipeline/statistics/curves.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/base/error.hpp"

namespace dlflow::statistics {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

double share(double part, double rest) { return part + rest > 0 ? part / (part + rest) : kNan; }

/// Wilson's interval of a share of n rows, 95 %.
void add_interval(CalibrationBin& bin) {
  constexpr double z = 1.959963984540054;
  const auto n = static_cast<double>(bin.rows);
  const double middle = (bin.observed + z * z / (2 * n)) / (1 + z * z / n);
  const double half =
      z / (1 + z * z / n) * std::sqrt(bin.observed * (1 - bin.observed) / n + z * z / (4 * n * n));
  bin.observed_low = std::max(0.0, middle - half);
  bin.observed_high = std::min(1.0, middle + half);
}

}  // namespace

double recall_of(const OperatingPoint& p) { return share(p.true_positives, p.false_negatives); }
double fall_out_of(const OperatingPoint& p) { return share(p.false_positives, p.true_negatives); }

double precision_of(const OperatingPoint& p) {
  const double called = p.true_positives + p.false_positives;
  return called > 0 ? p.true_positives / called : 1;
}

double f1_of(const OperatingPoint& p) {
  const double whole = 2 * p.true_positives + p.false_positives + p.false_negatives;
  return whole > 0 ? 2 * p.true_positives / whole : 0;
}

std::vector<OperatingPoint> operating_points(std::span<const std::int32_t> labels,
                                             std::span<const double> scores) {
  DLFLOW_REQUIRE(labels.size() == scores.size(), "one label a score");
  const auto score = [&](std::size_t row) {
    return std::isnan(scores[row]) ? -kInfinity : scores[row];
  };
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return score(a) > score(b); });
  OperatingPoint at;
  at.threshold = kInfinity;
  for (const std::int32_t label : labels) ++(label == 1 ? at.false_negatives : at.true_negatives);
  std::vector<OperatingPoint> curve = {at};
  for (std::size_t i = 0; i < order.size(); ++i) {
    const bool is_positive = labels[order[i]] == 1;
    ++(is_positive ? at.true_positives : at.false_positives);
    --(is_positive ? at.false_negatives : at.true_negatives);
    at.threshold = score(order[i]);
    if (i + 1 == order.size() || score(order[i + 1]) != at.threshold) curve.push_back(at);
  }
  return curve;
}

std::vector<OperatingPoint> threshold_sweep(std::span<const OperatingPoint> curve, int steps) {
  std::vector<OperatingPoint> out;
  for (int k = 1; k < steps; ++k) {
    const double threshold = static_cast<double>(k) / steps;
    // Thresholds descend: the last point at or above this one calls the same rows positive.
    const auto end = std::partition_point(curve.begin(), curve.end(), [&](const auto& point) {
      return point.threshold >= threshold;
    });
    if (end == curve.begin()) continue;
    out.push_back(*(end - 1));
    out.back().threshold = threshold;
  }
  return out;
}

double roc_area(std::span<const OperatingPoint> curve) {
  if (curve.empty()) return kNan;
  const double positives = curve.front().false_negatives, negatives = curve.front().true_negatives;
  if (positives == 0 || negatives == 0) return kNan;
  double area = 0;
  for (std::size_t i = 1; i < curve.size(); ++i)
    area += (curve[i].false_positives - curve[i - 1].false_positives) *
            (curve[i].true_positives + curve[i - 1].true_positives) / 2;
  return area / (positives * negatives);
}

double average_precision(std::span<const OperatingPoint> curve) {
  if (curve.empty() || curve.front().false_negatives == 0) return kNan;
  double sum = 0;
  for (std::size_t i = 1; i < curve.size(); ++i)
    sum += (curve[i].true_positives - curve[i - 1].true_positives) * precision_of(curve[i]);
  return sum / curve.front().false_negatives;
}

std::vector<CalibrationBin> calibration(std::span<const double> probabilities,
                                        std::span<const std::int32_t> hits, int bins) {
  DLFLOW_REQUIRE(probabilities.size() == hits.size() && bins > 0, "one hit a probability");
  std::vector<CalibrationBin> all(static_cast<std::size_t>(bins));
  for (std::size_t i = 0; i < probabilities.size(); ++i) {
    const double p = probabilities[i];
    if (!(p >= 0 && p <= 1)) continue;
    auto& bin = all[static_cast<std::size_t>(std::min<int>(static_cast<int>(p * bins), bins - 1))];
    ++bin.rows;
    bin.predicted += p;
    bin.observed += hits[i];
  }
  std::vector<CalibrationBin> out;
  for (int b = 0; b < bins; ++b) {
    CalibrationBin bin = all[static_cast<std::size_t>(b)];
    if (bin.rows == 0) continue;
    bin.low = static_cast<double>(b) / bins;
    bin.high = static_cast<double>(b + 1) / bins;
    bin.predicted /= static_cast<double>(bin.rows);
    bin.observed /= static_cast<double>(bin.rows);
    add_interval(bin);
    out.push_back(bin);
  }
  return out;
}

double calibration_error(std::span<const CalibrationBin> bins) {
  double sum = 0, rows = 0;
  for (const CalibrationBin& bin : bins) {
    sum += static_cast<double>(bin.rows) * std::abs(bin.observed - bin.predicted);
    rows += static_cast<double>(bin.rows);
  }
  return rows > 0 ? sum / rows : kNan;
}

}  // namespace dlflow::statistics
