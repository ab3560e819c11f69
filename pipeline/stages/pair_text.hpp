#pragma once

#include <string>

#include "pipeline/harness/leaderboard.hpp"

namespace dlflow::stages {

/// Every pair of ranked models as CSV: the difference of their means with its interval, the p value
/// of the corrected t-test, raised for all pairs (Holm) and as the ties of the leaderboard have it
/// as well, and Wilcoxon's; the verdict on the first of the two is that of statistics::all_pairs.
std::string pairs_csv(const harness::Leaderboard& board);

}  // namespace dlflow::stages
