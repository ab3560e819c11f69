#include "pipeline/statistics/comparison.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.hpp"

namespace dlflow::statistics {
namespace {

constexpr double kLevel = 0.05;

double mean_of(std::span<const double> values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

/// 0 is "a", 25 is "z", 26 is "aa".
std::string letters(std::size_t number) {
  std::string out;
  for (std::size_t rest = number + 1; rest > 0; rest = (rest - 1) / 26)
    out.insert(out.begin(), static_cast<char>('a' + (rest - 1) % 26));
  return out;
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

double corrected_t_test(std::span<const double> differences, double test_share) {
  if (std::ranges::any_of(differences, [](double d) { return std::isnan(d); }))
    return std::numeric_limits<double>::quiet_NaN();
  if (differences.size() < 2) return 1;
  const double first = differences.front();
  if (std::ranges::all_of(differences, [&](double d) { return d == first; }))
    return first == 0 ? 1 : 0;
  const double mean = mean_of(differences);
  const double error = corrected_standard_error(differences, test_share);
  return student_t_two_sided(mean / error, static_cast<double>(differences.size() - 1));
}

std::vector<std::string> tie_groups(const std::vector<std::vector<double>>& scores,
                                    double test_share) {
  std::vector<std::string> groups(scores.size());
  std::vector<double> differences;
  std::size_t group = 0;
  for (std::size_t leader = 0; leader < scores.size(); ++leader) {
    if (!groups[leader].empty()) continue;
    groups[leader] = letters(group++);
    for (std::size_t m = leader + 1; m < scores.size(); ++m) {
      if (!groups[m].empty()) continue;
      DLFLOW_REQUIRE(scores[m].size() == scores[leader].size(), "scores of the same folds");
      differences.clear();
      for (std::size_t fold = 0; fold < scores[m].size(); ++fold)
        differences.push_back(scores[leader][fold] - scores[m][fold]);
      if (corrected_t_test(differences, test_share) >= kLevel) groups[m] = groups[leader];
    }
  }
  return groups;
}

}  // namespace dlflow::statistics
