#include <fmt/format.h>

#include <algorithm>

#include "pipeline/harness/harness.hpp"

namespace dlflow::harness {

double test_share_of(const std::vector<data::Fold>& folds) {
  std::size_t judged = 0, learnt = 0;
  for (const data::Fold& fold : folds) {
    judged += fold.held_out.size();
    learnt += fold.train.size();
  }
  return static_cast<double>(judged) / static_cast<double>(learnt);
}

std::string CandidateResult::error() const {
  const auto failed = [](const FoldResult& fold) { return !fold.error.empty(); };
  const auto first = std::ranges::find_if(folds, failed);
  if (first == folds.end()) return {};
  const auto count = std::ranges::count_if(folds, failed);
  const auto all = static_cast<std::ptrdiff_t>(folds.size());
  return count == all ? first->error
                      : fmt::format("{} (in {} of {} folds)", first->error, count, all);
}

std::vector<double> CandidateResult::scores(const std::string& metric) const {
  std::vector<double> out;
  for (const auto& block : blocks) out.push_back(block.at(metric));
  if (!out.empty()) return out;
  for (const FoldResult& fold : folds) out.push_back(fold.scores.at(metric));
  return out;
}

}  // namespace dlflow::harness
