#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/text.hpp"
#include "pipeline/report/numbers.hpp"
#include "pipeline/report/words.hpp"

namespace dlflow::report {
namespace {

using Sentences = std::vector<std::string>;

void add_rows(const Facts& facts, Sentences& out) {
  constexpr std::size_t few = 1000;
  if (facts.rows > 0 && facts.rows < few)
    out.push_back(
        fmt::format("With {} the intervals are wide; more rows would say more than more models.",
                    counted(facts.rows, "row", "rows")));
  std::size_t incomplete = 0;
  for (const ColumnFact& column : facts.column_facts) incomplete += column.missing > 0;
  if (incomplete > 0)
    out.push_back(fmt::format(
        "{} missing values, which were filled in from the training rows of each fold.",
        incomplete == 1 ? std::string("1 column has") : counted(incomplete, "", "columns have")));
}

void add_balance(const Facts& facts, Sentences& out) {
  if (facts.class_counts.size() < 2) return;
  const auto by_count = [](const auto& a, const auto& b) { return a.second < b.second; };
  const auto [smallest, largest] =
      std::minmax_element(facts.class_counts.begin(), facts.class_counts.end(), by_count);
  if (smallest->second * 3 > largest->second) return;
  std::string text = fmt::format("The classes are unequal: '{}' has {}, '{}' has {}.",
                                 largest->first, counted(largest->second, "row", "rows"),
                                 smallest->first, counted(smallest->second, "row", "rows"));
  if (facts.leaderboard.metric == "accuracy")
    text += " Accuracy says little about the rare class; look at the other metrics as well.";
  out.push_back(text);
}

void add_ties(const Facts& facts, Sentences& out) {
  const auto* chosen = chosen_row(facts);
  if (!chosen || chosen->tie.empty()) return;
  const auto& rows = facts.leaderboard.rows;
  const auto tied = std::count_if(rows.begin(), rows.end(), [&](const auto& row) {
    return row.rank > 0 && row.tie == chosen->tie;
  });
  if (tied > 1)
    out.push_back(
        fmt::format("{} solutions cannot be told apart from the best of them (tie {}); another "
                    "split of the rows could put another one first.",
                    tied, chosen->tie));
}

void add_optimism(const Facts& facts, Sentences& out) {
  const auto& board = facts.leaderboard;
  if (board.compared < 2) return;
  std::string text = fmt::format("The best of {} is partly the luckiest", board.compared);
  if (!facts.trials.empty())
    text = fmt::format(
        "{} solutions and {} were compared, and the best of many is partly the "
        "luckiest",
        board.compared, counted(facts.trials.size(), "trial", "trials"));
  if (board.optimism != 0)
    text += fmt::format(": its score is expected to be {} too good",
                        format_score(std::abs(board.optimism), board.metric));
  out.push_back(text + ".");
}

void add_test_set(const Facts& facts, Sentences& out) {
  if (facts.test_rows == 0)
    out.push_back(
        "There is no sealed test set: the scores come from cross-validation alone, on the "
        "same folds by which the model was chosen.");
  else if (!facts.test_score)
    out.push_back("The test set has not been opened for this solution.");
  else if (facts.test_openings > 1 && is_partly_seen(facts))
    out.push_back(
        fmt::format("Of the rows of the test set, {:.0f} % were in a test set opened before: its "
                    "score is only in part that of unseen rows.",
                    100 * facts.test_rows_seen));
  else if (facts.test_openings > 1)
    out.push_back(
        fmt::format("The test set was opened {} times for these data: its score is no longer "
                    "that of unseen rows.",
                    facts.test_openings));
  else
    out.push_back(
        fmt::format("The test set was opened once. Its score is that of {}, no more: the interval "
                    "tells how far another {} could lead.",
                    counted(facts.test_rows, "row", "rows"),
                    with_thousands(static_cast<long long>(facts.test_rows))));
}

void add_refit(const Facts& facts, Sentences& out) {
  if (facts.refit_rows > 0)
    out.push_back(
        "The saved model learnt from the rows of the test set as well, so no score is of that very "
        "model: it is expected to be as good or better.");
}

}  // namespace

std::vector<std::string> limitations_of(const Facts& facts) {
  Sentences out;
  add_rows(facts, out);
  add_balance(facts, out);
  add_ties(facts, out);
  add_optimism(facts, out);
  if (!facts.protocol.empty())
    out.push_back(
        fmt::format("All scores hold for {}; a published score is comparable only under the "
                    "same protocol.",
                    facts.protocol));
  add_test_set(facts, out);
  add_refit(facts, out);
  if (!facts.importance.empty())
    out.push_back(
        "A column that can be replaced by another looks unimportant when it alone is shuffled; "
        "what "
        "matters to the prediction need not be its cause.");
  const auto& rows = facts.leaderboard.rows;
  const auto failed =
      std::count_if(rows.begin(), rows.end(), [](const auto& row) { return !row.error.empty(); });
  if (failed > 0)
    out.push_back(failed == 1 ? "1 solution failed and is not compared."
                              : fmt::format("{} solutions failed and are not compared.", failed));
  out.push_back(
      "The model repeats what held in these rows. Where people, prices or instruments change, "
      "it has to be checked and fitted again.");
  return out;
}

}  // namespace dlflow::report
