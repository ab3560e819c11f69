#include "pipeline/harness/validation_part.hpp"

#include <algorithm>
#include <numeric>

#include "pipeline/harness/task_metrics.hpp"
#include "pipeline/harness/truth.hpp"

namespace dlflow::harness {
namespace {

constexpr std::size_t kBlocks = 10, kLeastRows = 5;

bool is_one_part(const std::vector<data::Fold>& folds) {
  return std::ranges::all_of(folds, [&](const data::Fold& fold) {
    return fold.held_out == folds.front().held_out && fold.train == folds.front().train;
  });
}

/// Places in the part, drawn by the seed; block b holds every blocks-th of them from b on.
std::vector<data::RowIndex> drawn_places(std::size_t rows, std::uint64_t seed) {
  std::vector<data::RowIndex> places(rows);
  std::iota(places.begin(), places.end(), data::RowIndex{0});
  RandomStream(RandomKey(seed).with("blocks")).shuffle(std::span<data::RowIndex>(places));
  return places;
}

std::map<std::string, double> mean_scores(const CandidateResult& result, const data::Target& truth,
                                          std::span<const data::RowIndex> block,
                                          const metrics::MetricKind* wanted) {
  std::map<std::string, double> sums;
  const data::Target judged = subset(truth, block);
  for (const FoldResult& fold : result.folds) {
    data::Predictions predictions(block.size(), fold.predictions.columns);
    for (std::size_t i = 0; i < block.size(); ++i)
      std::ranges::copy(fold.predictions.row(block[i]), predictions.row(i).begin());
    for (const auto& [metric, score] : score_all(judged, predictions, wanted))
      sums[metric] += score / static_cast<double>(result.folds.size());
  }
  return sums;
}

}  // namespace

void judge_by_blocks(const Ground& ground, CandidateResult& result) {
  if (!result.error().empty() || result.folds.empty() || !is_one_part(ground.folds)) return;
  const auto& part = ground.folds.front().held_out;
  const std::size_t blocks = std::min(kBlocks, part.size() / kLeastRows);
  if (blocks < 2) return;
  const auto places = drawn_places(part.size(), ground.seed);
  const data::Target truth = truth_of(ground, ground.folds.front());
  for (std::size_t b = 0; b < blocks; ++b) {
    std::vector<data::RowIndex> block;
    for (std::size_t i = b; i < places.size(); i += blocks) block.push_back(places[i]);
    result.blocks.push_back(mean_scores(result, truth, block, ground.metric));
  }
  result.test_share = test_share_of(ground.folds) / static_cast<double>(blocks);
}

}  // namespace dlflow::harness
