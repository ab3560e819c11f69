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

void describe(schema::Object& o, double& budget_seconds, const char* doc) {
  o.field("budget_seconds", budget_seconds, doc).above(0).measured_in("seconds");
}

/// Why the work is not done; "" where it is within the budget.
std::string refusal(const std::string& work, double seconds, const char* each, double budget) {
  if (seconds <= budget) return "";
  return fmt::format("out of proportion: {} would take about {} s{} (budget_seconds {:g})", work,
                     in_seconds(seconds), each, budget);
}

}  // namespace

void describe_budget(schema::Object& o, double& budget_seconds) {
  describe(o, budget_seconds,
           "Predicted time of a fit, which cannot be stopped, above which it is not tried.");
}

void describe_series_budget(schema::Object& o, double& budget_seconds) {
  describe(o, budget_seconds,
           "Predicted time of a fit to all series, above which it is not tried.");
}

void describe_prediction_budget(schema::Object& o, double& budget_seconds) {
  describe(
      o, budget_seconds,
      "Predicted time to predict as many rows as it learns from, above which it is not tried.");
}

std::string out_of_proportion(const Problem& problem, double seconds, double budget_seconds) {
  return refusal(
      fmt::format("{} rows of {} columns", counted(problem.rows), counted(problem.dense_columns)),
      seconds, " a fit", budget_seconds);
}

std::string series_out_of_proportion(const Problem& problem, double seconds,
                                     double budget_seconds) {
  return refusal(
      fmt::format("{} series of {} rows in all", counted(problem.series), counted(problem.rows)),
      seconds, " a fit", budget_seconds);
}

std::string prediction_out_of_proportion(const Problem& problem, double seconds,
                                         double budget_seconds) {
  return refusal(fmt::format("to compare {} rows of {} columns with as many", counted(problem.rows),
                             counted(problem.dense_columns + problem.sparse_columns)),
                 seconds, "", budget_seconds);
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
