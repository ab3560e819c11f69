#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pipeline/report/facts.hpp"

namespace dlflow::report {

/// The sentences of the six sections, in plain text: names in them are the user's and must be
/// escaped by whoever writes them out. Both renderers say the same.
struct Words {
  std::string headline;
  std::vector<std::string> context, problem, solution, findings, limitations, conclusions;
  /// What to do next: a sentence, and the command that does it (empty where there is none).
  std::vector<std::pair<std::string, std::string>> next;
};
Words words_of(const Facts& facts);

/// What was learnt: what was compared, what helped and what cannot be told, what the test set says,
/// which columns matter.
std::vector<std::string> findings_of(const Facts& facts);

/// A paired difference in a sentence: "standardize helped: +2.1 points (0.9 to 3.3), ...".
std::string contrast_sentence(const Contrast& contrast, const harness::Leaderboard& board);

/// Whether more rows would help, with what was seen: "more data would likely help: from 180 to 360
/// rows brought +2.1 points (0.9 to 3.3)".
std::string data_sentence(const DataCurve& curve, const harness::Leaderboard& board);

/// What a reader should know before trusting the numbers: rows, balance, ties, protocol, how many
/// were compared, the test set.
std::vector<std::string> limitations_of(const Facts& facts);

/// "ridge / standard"; the model alone when it has no view (an ensemble, a baseline).
std::string row_name(const harness::LeaderboardRow& row);

/// The row of the chosen model; null when the leaderboard has none of that name.
const harness::LeaderboardRow* chosen_row(const Facts& facts);

/// The first code points, with an ellipsis when some were left out.
std::string clipped(std::string_view text, std::size_t most);

/// "accuracy 0.7734".
std::string score_text(const Facts& facts, double value);

/// "season 12 (months)".
std::string season_in_words(const Facts& facts);

/// "1,460 rows", "1 row".
std::string counted(std::size_t count, std::string_view singular, std::string_view plural);

}  // namespace dlflow::report
