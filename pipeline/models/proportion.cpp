#include "pipeline/models/proportion.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"

namespace dlflow::models {
namespace {

constexpr double kSecondsPerProduct = 7e-11, kSecondsPerRotation = 6e-10;
constexpr double kSecondsPerComparison = 4e-11, kSecondsPerPair = 1.5e-10,
                 kSecondsPerSparsePair = 2e-9, kSecondsPerSharedValue = 1e-10;

std::string in_seconds(double seconds) {
  return seconds < 10 ? fmt::format("{:.2g}", seconds)
                      : with_thousands(static_cast<long long>(std::min(seconds, 1e15)));
}

}  // namespace

void describe_budget(schema::Object& o, double& budget_seconds) {
  o.field("budget_seconds", budget_seconds,
          "Predicted time of a fit, which cannot be stopped, above which it is not tried.")
      .above(0)
      .measured_in("seconds");
}

void describe_series_budget(schema::Object& o, double& budget_seconds) {
  o.field("budget_seconds", budget_seconds,
          "Predicted time of a fit to all series, above which it is not tried.")
      .above(0)
      .measured_in("seconds");
}

void describe_prediction_budget(schema::Object& o, double& budget_seconds) {
  o.field("budget_seconds", budget_seconds,
          "Predicted time to predict as many rows as it learns from, above which it is not tried.")
      .above(0)
      .measured_in("seconds");
}

std::string out_of_proportion(const Problem& problem, double seconds, double budget_seconds) {
  if (seconds <= budget_seconds) return "";
  return fmt::format(
      "out of proportion: {} rows of {} columns would take about {} s a fit "
      "(budget_seconds {:g})",
      counted(problem.rows), counted(problem.dense_columns), in_seconds(seconds), budget_seconds);
}

std::string series_out_of_proportion(const Problem& problem, double seconds,
                                     double budget_seconds) {
  if (seconds <= budget_seconds) return "";
  return fmt::format(
      "out of proportion: {} series of {} rows in all would take about {} s a fit "
      "(budget_seconds {:g})",
      counted(problem.series), counted(problem.rows), in_seconds(seconds), budget_seconds);
}

std::string prediction_out_of_proportion(const Problem& problem, double seconds,
                                         double budget_seconds) {
  if (seconds <= budget_seconds) return "";
  return fmt::format(
      "out of proportion: to compare {} rows of {} columns with as many would take about {} s "
      "(budget_seconds {:g})",
      counted(problem.rows), counted(problem.dense_columns + problem.sparse_columns),
      in_seconds(seconds), budget_seconds);
}

double seconds_of_covariances(const Problem& problem, std::size_t solved) {
  const auto rows = static_cast<double>(problem.rows);
  const auto columns = static_cast<double>(problem.dense_columns);
  return columns * columns *
         (kSecondsPerProduct * rows + kSecondsPerRotation * static_cast<double>(solved) * columns);
}

double seconds_of_comparisons(const Problem& problem) {
  const auto rows = static_cast<double>(problem.rows);
  double a_pair =
      kSecondsPerPair + kSecondsPerComparison * static_cast<double>(problem.dense_columns);
  if (problem.sparse_columns > 0)
    a_pair += kSecondsPerSparsePair +
              kSecondsPerSharedValue * static_cast<double>(problem.sparse_values) / rows;
  return rows * rows * a_pair;
}

}  // namespace dlflow::models
