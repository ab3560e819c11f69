#include "pipeline/harness/fewer_rows.hpp"

#include <algorithm>

#include "pipeline/files/files.hpp"
#include "pipeline/harness/task_metrics.hpp"
#include "pipeline/harness/truth.hpp"
#include "pipeline/harness/validation_part.hpp"

namespace dlflow::harness {

CandidateResult run_on_parts(const Ground& ground,
                             const std::vector<std::vector<data::RowIndex>>& parts,
                             const std::string& name, const Candidate& candidate,
                             const Workers& workers) {
  DLFLOW_REQUIRE(parts.size() == ground.folds.size(), "a part of each fold");
  Ground fewer = ground;
  fewer.key = files::sha256(ground.key + "\nlearnt from a part of the rows: " + name);
  fewer.part = name;
  for (std::size_t f = 0; f < parts.size(); ++f) fewer.folds[f].train = parts[f];
  CandidateResult result = std::move(run(fewer, {candidate}, workers).front());
  if (!result.skipped.empty() || !result.error().empty()) return result;
  for (std::size_t f = 0; f < parts.size(); ++f)
    result.folds[f].scores =
        score_all(truth_of(ground, ground.folds[f]), result.folds[f].predictions, ground.metric);
  result.blocks.clear();
  judge_by_blocks(ground, result);
  result.test_share = test_share_of(fewer.folds) /
                      static_cast<double>(std::max<std::size_t>(result.blocks.size(), 1));
  return result;
}

}  // namespace dlflow::harness
