#pragma once

#include "pipeline/stages/workflow.hpp"

namespace dlflow::stages {

/// How a row of the leaderboard stands beside the published score, as the verdict of
/// facts.published, where there is one. Only scores of one metric, made by one protocol on the same
/// rows, are compared: *matches* means significantly better than naive with the published mean
/// inside our corrected interval, *beats* and *below* that it lies outside.
void judge_published(const Framed& framed, const harness::LeaderboardRow& row,
                     report::Facts& facts);

}  // namespace dlflow::stages
