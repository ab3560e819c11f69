#include "pipeline/models/proportion.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"

namespace dlflow::models {
namespace {

constexpr double kSecondsPerProduct = 7e-11, kSecondsPerRotation = 6e-10;

}  // namespace

void describe_budget(schema::Object& o, double& budget_seconds) {
  o.field("budget_seconds", budget_seconds,
          "Predicted time of a fit, which cannot be stopped, above which it is not tried.")
      .above(0)
      .measured_in("seconds");
}

std::string out_of_proportion(const Problem& problem, double seconds, double budget_seconds) {
  if (seconds <= budget_seconds) return "";
  return fmt::format(
      "out of proportion: {} rows of {} columns would take about {} s a fit "
      "(budget_seconds {:g})",
      counted(problem.rows), counted(problem.dense_columns),
      seconds < 10 ? fmt::format("{:.2g}", seconds)
                   : with_thousands(static_cast<long long>(std::min(seconds, 1e15))),
      budget_seconds);
}

double seconds_of_covariances(const Problem& problem, std::size_t solved) {
  const auto rows = static_cast<double>(problem.rows);
  const auto columns = static_cast<double>(problem.dense_columns);
  return columns * columns *
         (kSecondsPerProduct * rows + kSecondsPerRotation * static_cast<double>(solved) * columns);
}

}  // namespace dlflow::models
