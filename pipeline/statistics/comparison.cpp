#include "pipeline/statistics/comparison.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "pipeline/statistics/level.hpp"

namespace dlflow::statistics {
namespace {

double mean_of(std::span<const double> values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

}  // namespace

Interval corrected_interval(std::span<const double> scores, double test_share) {
  const double mean = mean_of(scores);
  if (scores.size() < 2) return {mean, mean, mean};
  const double half = student_t_quantile(1 - kLevel / 2, static_cast<double>(scores.size() - 1)) *
                      corrected_standard_error(scores, test_share);
  return {mean, mean - half, mean + half};
}

double corrected_standard_error(std::span<const double> scores, double test_share) {
  if (scores.size() < 2) return 0;
  const auto count = static_cast<double>(scores.size());
  const double mean = mean_of(scores);
  double squares = 0;
  for (const double score : scores) squares += (score - mean) * (score - mean);
  return std::sqrt((1 / count + test_share) * squares / (count - 1));
}

double corrected_t(std::span<const double> differences, double test_share) {
  if (std::ranges::any_of(differences, [](double d) { return std::isnan(d); }))
    return std::numeric_limits<double>::quiet_NaN();
  if (differences.size() < 2) return 0;
  const double first = differences.front();
  if (std::ranges::all_of(differences, [&](double d) { return d == first; }))
    return first == 0 ? 0 : std::copysign(std::numeric_limits<double>::infinity(), first);
  return mean_of(differences) / corrected_standard_error(differences, test_share);
}

double corrected_t_test(std::span<const double> differences, double test_share) {
  const double t = corrected_t(differences, test_share);
  return differences.size() < 2
             ? 1
             : student_t_two_sided(t, static_cast<double>(differences.size() - 1));
}

}  // namespace dlflow::statistics
