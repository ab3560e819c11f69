#include "pipeline/harness/validation_part.hpp"

#include <algorithm>
#include <numeric>

#include "pipeline/data/inner_splits.hpp"
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

/// The rows of each block, by their place in the part: those that ties bind together, or else
/// drawn, each block every blocks-th of them.
std::vector<std::vector<data::RowIndex>> blocks_of(const data::Target& truth, std::size_t count,
                                                   RandomKey key) {
  std::vector<std::vector<data::RowIndex>> blocks(count);
  std::vector<data::RowIndex> places(truth.rows());
  std::iota(places.begin(), places.end(), data::RowIndex{0});
  if (const auto parts = data::inner_parts(truth, count, key)) {
    for (const data::RowIndex place : places)
      blocks[static_cast<std::size_t>((*parts)[place])].push_back(place);
    std::erase_if(blocks, [](const auto& block) { return block.empty(); });
    return blocks;
  }
  RandomStream(key).shuffle(std::span<data::RowIndex>(places));
  for (std::size_t i = 0; i < places.size(); ++i) blocks[i % count].push_back(places[i]);
  return blocks;
}

std::map<std::string, double> mean_scores(const CandidateResult& result, const data::Target& truth,
                                          std::span<const data::RowIndex> block,
                                          const metrics::MetricKind* wanted) {
  std::map<std::string, double> sums;
  const data::Target judged = truth.picked<data::RowIndex>(block);
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
  const std::size_t count = std::min(kBlocks, part.size() / kLeastRows);
  if (count < 2) return;
  const data::Target truth = truth_of(ground, ground.folds.front());
  for (const auto& block : blocks_of(truth, count, RandomKey(ground.seed).with("blocks")))
    result.blocks.push_back(mean_scores(result, truth, block, ground.metric));
  result.test_share = test_share_of(ground.folds) / static_cast<double>(result.blocks.size());
}

}  // namespace dlflow::harness
