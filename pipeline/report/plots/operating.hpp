#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/report/facts.hpp"
#include "pipeline/report/plots/chart.hpp"
#include "pipeline/report/plots/figure.hpp"

namespace dlflow::report {

/// A curve over all thresholds of a binary classification: one line for each set of rows.
struct CurvePlot {
  std::string drawing_title;
  Axis x, y;
  double (*x_of)(const statistics::OperatingPoint&) = nullptr;
  double (*y_of)(const statistics::OperatingPoint&) = nullptr;
  std::vector<std::pair<double, double>> guess;  ///< the dashed line of a guess
  std::function<std::string(const Judged&)> title;
};

/// One figure with all sets of rows that have a curve; none without.
std::vector<Figure> curve_figures(const Facts& facts, const CurvePlot& plot);

/// The points as rows of a table: threshold, counts, recall, precision.
DataTable operating_table(const std::vector<statistics::OperatingPoint>& points);

}  // namespace dlflow::report
