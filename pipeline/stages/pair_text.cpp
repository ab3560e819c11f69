#include "pipeline/stages/pair_text.hpp"

#include <fmt/format.h>

#include "core/base/text.hpp"
#include "pipeline/stages/run_texts.hpp"
#include "pipeline/statistics/ties.hpp"

namespace dlflow::stages {

std::string pairs_csv(const harness::Leaderboard& board) {
  std::vector<const harness::LeaderboardRow*> ranked;
  std::vector<std::vector<double>> scores;
  for (const auto& row : board.rows)
    if (row.rank > 0) {
      ranked.push_back(&row);
      scores.push_back(row.fold_scores);
    }
  std::string out =
      "model,view,other_model,other_view,metric,difference,low,high,p,p_holm,p_tie,"
      "p_wilcoxon,verdict\n";
  for (const auto& pair :
       statistics::all_pairs(scores, board.test_share, board.greater_is_better)) {
    const auto differences = statistics::differences_of(scores[pair.a], scores[pair.b]);
    const auto &a = *ranked[pair.a], &b = *ranked[pair.b];
    const auto& d = pair.difference;
    out += fmt::format(
        "{},{},{},{},{},{},{},{},{},{},{},{},{}\n", csv_field(a.model), csv_field(a.view),
        csv_field(b.model), csv_field(b.view), board.metric, shortest(d.interval.mean),
        shortest(d.interval.low), shortest(d.interval.high), shortest(d.p), shortest(pair.holm_p),
        pair.tie_p ? shortest(*pair.tie_p) : "",
        shortest(statistics::wilcoxon_signed_rank(differences).p), statistics::words_of(d.verdict));
  }
  return out;
}

}  // namespace dlflow::stages
