#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/statistics/comparison.hpp"
#include "pipeline/statistics/curves.hpp"

namespace dlflow::report {

/// A row that the solution got wrong, or nearly so.
struct WorstError {
  std::size_t row = 0;  ///< in the data, from 1
  std::string truth, prediction;
  double loss = 0;                  ///< 1 - probability of the truth; or |predicted - actual|
  std::vector<std::string> values;  ///< of Judged::worst_columns
  std::string picture = {};         ///< of a row with an image: a small PNG in base64
};

/// How far predictions of a regression lie from the truth: predicted - actual.
struct Residuals {
  double mean = 0, std = 0;
  double low = 0, median = 0, high = 0;  ///< quantiles 0.05, 0.5, 0.95
};

/// What the chosen solution said of rows it had not seen, beside the truth. Large sets are thinned;
/// areas, errors and counts are of all rows.
struct Judged {
  std::string rows_from;  ///< "out-of-fold rows", "test rows"
  std::size_t rows = 0;
  // classes: counts by truth, then prediction, in the order of Facts::class_counts
  std::vector<std::vector<double>> confusion;
  std::vector<statistics::CalibrationBin> calibration;
  double calibration_error = 0;
  // binary
  std::vector<statistics::OperatingPoint> curve, sweep;
  double roc_area = 0, average_precision = 0;
  // regression
  std::vector<std::pair<double, double>> values;  ///< actual, predicted
  Residuals residuals;
  // the rows with the greatest loss, worst first
  std::vector<std::string> worst_columns;
  std::vector<WorstError> worst;
};

/// The end of a time series: the last rows learnt from, and the test rows beside their forecast.
struct Forecast {
  std::string series;                           ///< its group; "" where there is one series
  std::string last_learnt;                      ///< time of the last row that was learnt from
  std::vector<std::pair<double, double>> past;  ///< steps after that row, at most 0, and the value
  // of each test row, in the order of time
  std::vector<std::string> times;
  std::vector<double> steps, actual, predicted;
  std::vector<double> low, high;  ///< of intervals of 90 %; empty where there are none
};

/// A paired difference of two solutions, or two views, on the same folds.
struct Contrast {
  enum class Kind { view, model, tuning };
  Kind kind = Kind::model;
  std::string first, second;
  statistics::Interval gain;  ///< of the first over the second; above 0: the first is better
  int over = 1;               ///< models that a contrast of views is a mean of
  std::string steps;          ///< that the first view has beyond the second, which has no other
};

/// A run of the project.
struct RunFact {
  int run = 0;
  std::string chosen;
  statistics::Interval score;        ///< of the chosen, over folds
  std::vector<std::string> changes;  ///< "models.mlp.hidden [64, 32] -> [128, 64]"
  std::string effect;                ///< "+0.021 (0.009 to 0.033): better", "not comparable"
};

}  // namespace dlflow::report
