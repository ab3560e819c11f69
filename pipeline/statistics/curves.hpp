#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace dlflow::statistics {

/// What a binary classification does when rows with a score of at least `threshold` are called
/// positive. Counts of rows.
struct OperatingPoint {
  double threshold = 0;
  double true_positives = 0, false_positives = 0, true_negatives = 0, false_negatives = 0;
};

/// tp / (tp + fn): NaN without positive rows; and fp / (fp + tn), NaN without negative ones.
double recall_of(const OperatingPoint& point);
double fall_out_of(const OperatingPoint& point);
/// tp / (tp + fp); 1 when nothing is called positive.
double precision_of(const OperatingPoint& point);
/// 2 tp / (2 tp + fp + fn); 0 without a positive row or call.
double f1_of(const OperatingPoint& point);

/// One point a distinct score, descending, behind one at +infinity that calls nothing positive.
/// labels in {0, 1}, as many as scores. Scores that are NaN count as the lowest.
std::vector<OperatingPoint> operating_points(std::span<const std::int32_t> labels,
                                             std::span<const double> scores);

/// The points at thresholds k / steps, k = 1 .. steps - 1, of a whole curve.
std::vector<OperatingPoint> threshold_sweep(std::span<const OperatingPoint> curve, int steps);

/// Area under recall over fall-out by trapezoids; NaN without both classes.
double roc_area(std::span<const OperatingPoint> curve);
/// sum (R_n - R_{n-1}) P_n, without interpolation, as scikit-learn; NaN without positive rows.
double average_precision(std::span<const OperatingPoint> curve);

/// At most `most` of the points, evenly spaced by position, the first and the last among them.
template <class T>
std::vector<T> thinned(std::span<const T> points, std::size_t most) {
  if (points.size() <= most || most < 2) return {points.begin(), points.end()};
  std::vector<T> out;
  for (std::size_t i = 0; i < most; ++i)
    out.push_back(points[i * (points.size() - 1) / (most - 1)]);
  return out;
}

/// Rows whose predicted probability lies in [low, high): what was predicted, what came.
struct CalibrationBin {
  double low = 0, high = 0;
  std::size_t rows = 0;
  double predicted = 0, observed = 0;          ///< mean probability; share of hits
  double observed_low = 0, observed_high = 0;  ///< 95 % interval of the share
};

/// `bins` bins of equal width over [0, 1]; empty ones are left out. The interval is Wilson's.
/// Source: E. Wilson, Probable inference, the law of succession, and statistical inference (1927).
std::vector<CalibrationBin> calibration(std::span<const double> probabilities,
                                        std::span<const std::int32_t> hits, int bins = 10);

/// Expected calibration error: the mean of |observed - predicted| over rows; NaN without any.
double calibration_error(std::span<const CalibrationBin> bins);

}  // namespace dlflow::statistics
