#include "pipeline/statistics/ties.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "pipeline/statistics/comparison.hpp"
#include "pipeline/statistics/level.hpp"
#include "pipeline/statistics/studentized_range.hpp"

namespace dlflow::statistics {
namespace {

/// 0 is "a", 25 is "z", 26 is "aa".
std::string letters(std::size_t number) {
  std::string out;
  for (std::size_t rest = number + 1; rest > 0; rest = (rest - 1) / 26)
    out.insert(out.begin(), static_cast<char>('a' + (rest - 1) % 26));
  return out;
}

/// The p value of a t between the best and the farthest of so many models. The range takes one
/// variance for all of them, while each pair brings its own, of which the smallest decides where
/// scores are few: then by the number of models that the best is compared with, as Holm has it.
double p_of_farthest(double t, int models, double degrees) {
  constexpr double kFewDegrees = 4;
  if (degrees >= kFewDegrees)
    return studentized_range_above(std::numbers::sqrt2 * t, models, degrees);
  return std::min(1.0, (models - 1) * student_t_two_sided(t, degrees));
}

/// The p values of the best of some models against the others, in order. The farthest of them is as
/// far as the range of all says, the next as the range of those left, the last as two models are.
/// NaN where a score is.
std::vector<double> p_against(const std::vector<double>& best,
                              const std::vector<const std::vector<double>*>& others,
                              double test_share) {
  const auto degrees = static_cast<double>(best.size()) - 1;
  std::vector<double> out;
  std::vector<std::size_t> order;
  for (const auto* other : others) {
    out.push_back(std::abs(corrected_t(differences_of(best, *other), test_share)));
    if (!std::isnan(out.back())) order.push_back(out.size() - 1);
  }
  std::ranges::stable_sort(order, std::greater(), [&](std::size_t i) { return out[i]; });
  double largest = degrees > 0 ? 0 : 1;
  for (std::size_t i = 0; i < order.size(); ++i) {
    double& t = out[order[i]];
    const int count = static_cast<int>(order.size() - i) + 1;
    if (largest < 1) largest = std::max(largest, p_of_farthest(t, count, degrees));
    t = largest;
  }
  return out;
}

}  // namespace

Ties ties_of(const std::vector<std::vector<double>>& scores, double test_share) {
  const std::size_t models = scores.size();
  Ties out{std::vector<std::string>(models), std::vector<double>(models, 1), {}};
  std::size_t group = 0;
  for (std::size_t leader = 0; leader < models; ++leader) {
    if (!out.groups[leader].empty()) continue;
    out.groups[leader] = letters(group++);
    std::vector<std::size_t> rest;
    std::vector<const std::vector<double>*> others;
    for (std::size_t m = leader + 1; m < models; ++m) {
      if (!out.groups[m].empty()) continue;
      rest.push_back(m);
      others.push_back(&scores[m]);
    }
    const std::vector<double> p_values = p_against(scores[leader], others, test_share);
    for (std::size_t i = 0; i < rest.size(); ++i) {
      if (leader == 0) out.p_against_best[rest[i]] = p_values[i];
      out.p_against_leader[{leader, rest[i]}] = p_values[i];
      if (p_values[i] >= kLevel) out.groups[rest[i]] = out.groups[leader];
    }
  }
  return out;
}

std::vector<PairDifference> all_pairs(const std::vector<std::vector<double>>& scores,
                                      double test_share, bool greater_is_better) {
  const Ties ties = ties_of(scores, test_share);
  std::vector<PairDifference> pairs;
  std::vector<double> p_values;
  for (std::size_t a = 0; a < scores.size(); ++a)
    for (std::size_t b = a + 1; b < scores.size(); ++b) {
      PairDifference& pair = pairs.emplace_back();
      pair.a = a;
      pair.b = b;
      pair.difference = paired_difference(scores[a], scores[b], test_share, greater_is_better);
      const auto tie = ties.p_against_leader.find({a, b});
      if (tie != ties.p_against_leader.end() && !std::isnan(tie->second)) pair.tie_p = tie->second;
      p_values.push_back(pair.difference.p);
    }
  const auto raised = holm(p_values);
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    PairDifference& pair = pairs[i];
    pair.holm_p = raised[i];
    pair.difference.verdict =
        verdict_of(pair.difference.interval.mean, pair.tie_p.value_or(pair.holm_p) < kLevel,
                   greater_is_better);
  }
  return pairs;
}

std::vector<bool> differ_from(const std::vector<double>& baseline,
                              const std::vector<std::vector<double>>& scores, double test_share) {
  std::vector<double> p_values;
  for (const auto& model : scores)
    p_values.push_back(corrected_t_test(differences_of(model, baseline), test_share));
  std::vector<bool> out;
  for (const double p : holm(p_values)) out.push_back(p < kLevel);
  return out;
}

}  // namespace dlflow::statistics
