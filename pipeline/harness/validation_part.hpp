#pragma once

#include "pipeline/harness/harness.hpp"

namespace dlflow::harness {

/// Where all folds judge the same rows (one validation part, several seeds), the differences
/// between folds tell nothing of the rows that were drawn. Then the rows are cut at random into ten
/// blocks (fewer when there are few rows; of whole groups, or one after the other in time, where
/// ties bind the rows), and the score of a block, averaged over the seeds, takes
/// the place of the score of a fold. Sets result.blocks and test_share; else does nothing.
void judge_by_blocks(const Ground& ground, CandidateResult& result);

}  // namespace dlflow::harness
