#pragma once

#include "pipeline/stages/workflow.hpp"

namespace dlflow::stages {

/// In a word how our score, with its corrected interval, stands beside a published mean: *beats* or
/// *below* where that lies outside, *matches* where it lies inside. Without a significant gain over
/// the naive score neither of the good ones can be told.
std::string verdict_beside(double good, const statistics::Interval& ours, bool beats_naive,
                           bool greater_is_better);

/// How a row of the leaderboard stands beside the published score, as the verdict of
/// facts.published, where there is one. Only scores of one metric, made by one protocol on the same
/// rows, are compared.
void judge_published(const Framed& framed, const harness::LeaderboardRow& row,
                     report::Facts& facts);

}  // namespace dlflow::stages
