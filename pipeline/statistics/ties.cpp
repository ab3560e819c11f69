#include "pipeline/statistics/ties.hpp"

#include "pipeline/statistics/comparison.hpp"
#include "pipeline/statistics/level.hpp"
#include "pipeline/statistics/paired_tests.hpp"

namespace dlflow::statistics {
namespace {

/// 0 is "a", 25 is "z", 26 is "aa".
std::string letters(std::size_t number) {
  std::string out;
  for (std::size_t rest = number + 1; rest > 0; rest = (rest - 1) / 26)
    out.insert(out.begin(), static_cast<char>('a' + (rest - 1) % 26));
  return out;
}

double p_of(const std::vector<double>& a, const std::vector<double>& b, double test_share) {
  return corrected_t_test(differences_of(a, b), test_share);
}

}  // namespace

Ties ties_of(const std::vector<std::vector<double>>& scores, double test_share) {
  const std::size_t models = scores.size();
  Ties out{std::vector<std::string>(models), std::vector<double>(models, 1)};
  std::size_t group = 0;
  for (std::size_t leader = 0; leader < models; ++leader) {
    if (!out.groups[leader].empty()) continue;
    out.groups[leader] = letters(group++);
    std::vector<std::size_t> rest;
    std::vector<double> p_values;
    for (std::size_t m = leader + 1; m < models; ++m) {
      if (!out.groups[m].empty()) continue;
      rest.push_back(m);
      p_values.push_back(p_of(scores[leader], scores[m], test_share));
    }
    const std::vector<double> raised = holm(p_values);
    for (std::size_t i = 0; i < rest.size(); ++i) {
      if (leader == 0) out.p_against_best[rest[i]] = raised[i];
      if (raised[i] >= kLevel) out.groups[rest[i]] = out.groups[leader];
    }
  }
  return out;
}

std::vector<bool> differ_from(const std::vector<double>& baseline,
                              const std::vector<std::vector<double>>& scores, double test_share) {
  std::vector<double> p_values;
  for (const auto& model : scores) p_values.push_back(p_of(model, baseline, test_share));
  std::vector<bool> out;
  for (const double p : holm(p_values)) out.push_back(p < kLevel);
  return out;
}

}  // namespace dlflow::statistics
