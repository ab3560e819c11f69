#include "pipeline/report/words.hpp"

#include <fmt/format.h>

#include <cmath>

#include "core/base/text.hpp"
#include "pipeline/report/numbers.hpp"

namespace dlflow::report {
namespace {

using Sentences = std::vector<std::string>;

std::string score_text(const Facts& facts, double value) {
  return facts.leaderboard.metric + " " + format_score(value, facts.leaderboard.metric);
}

Sentences context_of(const Facts& facts) {
  Sentences out;
  out.push_back(fmt::format("The data are {}: {} and {}.", facts.data_source,
                            counted(facts.rows, "row", "rows"),
                            counted(facts.columns, "column", "columns")));
  if (facts.test_rows > 0)
    out.push_back(fmt::format(
        "{} served for training and comparison; {} were sealed as the test set until the end.",
        counted(facts.training_rows, "row", "rows"),
        with_thousands(static_cast<long long>(facts.test_rows))));
  for (const std::string& note : facts.notes) out.push_back("Note: " + note + ".");
  return out;
}

Sentences problem_of(const Facts& facts) {
  Sentences out;
  out.push_back(
      fmt::format("Column '{}' is predicted from the others ({} task).", facts.target, facts.task));
  if (!facts.positive.empty())
    out.push_back(fmt::format("The class counted as positive is '{}'.", facts.positive));
  const auto& board = facts.leaderboard;
  out.push_back(
      fmt::format("A solution is judged by {}, where {} is better. The score to beat is {} of {}.",
                  board.metric, board.greater_is_better ? "more" : "less",
                  format_score(board.naive, board.metric), board.naive_name));
  if (const auto& published = facts.published)
    out.push_back(fmt::format(
        "Published results on this problem: naive {}, good {} (spread {}), {}. Source: {}.",
        format_score(published->naive, published->metric),
        format_score(published->good, published->metric),
        format_score(published->spread, published->metric), published->protocol,
        published->source));
  return out;
}

Sentences solution_of(const Facts& facts) {
  Sentences out;
  if (facts.chosen.empty()) {
    out.push_back("No model was chosen.");
  } else {
    const std::string reason = facts.chosen_reason.empty() ? "" : " (" + facts.chosen_reason + ")";
    out.push_back(fmt::format("The chosen solution is {}{}.", facts.chosen, reason));
  }
  if (const auto* row = chosen_row(facts)) {
    std::string cost = "Fitting it takes " + format_seconds(row->fit_seconds) + " a fold";
    if (row->parameters > 0)
      cost += fmt::format(", and it has {}",
                          counted(row->parameters, "fitted number", "fitted numbers"));
    out.push_back(cost + ".");
  }
  if (!facts.search.empty()) out.push_back("Options were tuned by " + facts.search + ".");
  return out;
}

std::string test_sentence(const Facts& facts) {
  const auto& board = facts.leaderboard;
  std::string text = fmt::format("On {} that no model had seen, {} reached {}",
                                 counted(facts.test_rows, "row", "rows"), facts.chosen,
                                 score_text(facts, *facts.test_score));
  if (facts.test_interval.high > facts.test_interval.low)
    text += fmt::format(
        " (95 % interval {})",
        format_interval(facts.test_interval.low, facts.test_interval.high, board.metric));
  text += ".";
  if (const auto* row = chosen_row(facts); row && row->score.high > row->score.low) {
    const double test = *facts.test_score;
    const bool is_inside = test >= row->score.low && test <= row->score.high;
    const bool is_better = (test > row->score.mean) == board.greater_is_better;
    text += is_inside ? " That lies inside the interval of the cross-validation."
                      : (is_better ? " That is better than the interval of the cross-validation."
                                   : " That is worse than the interval of the cross-validation.");
  }
  return text;
}

Sentences findings_of(const Facts& facts) {
  Sentences out;
  const auto& board = facts.leaderboard;
  out.push_back(
      fmt::format("{} compared under {}.",
                  board.compared == 1
                      ? std::string("1 combination of a model and a view was")
                      : with_thousands(board.compared) + " combinations of a model and a view were",
                  facts.protocol.empty() ? "the harness" : facts.protocol));
  if (!board.in_words.empty()) out.push_back("In words: " + board.in_words + ".");
  if (facts.test_score) out.push_back(test_sentence(facts));
  for (const std::string& sentence : facts.improvements) out.push_back(sentence);
  return out;
}

Sentences conclusions_of(const Facts& facts) {
  Sentences out;
  const auto* row = chosen_row(facts);
  if (row) {
    const std::string gain = row->gain ? fmt::format(" (gain {})", format_percent(*row->gain)) : "";
    out.push_back(
        row->beats_naive
            ? fmt::format(
                  "{} predicts '{}' better than guessing{}: use it where {} is good enough.",
                  row_name(*row), facts.target, gain,
                  score_text(facts, facts.test_score.value_or(row->score.mean)))
            : fmt::format(
                  "{} could not be shown to beat {}: the columns may not say enough about '{}', "
                  "or the rows are too few. Do not rely on it.",
                  row_name(*row), facts.leaderboard.naive_name, facts.target));
  } else {
    out.push_back("Nothing was found that could be recommended.");
  }
  if (facts.published)
    out.push_back(fmt::format("Against the published score: {}.", facts.published->verdict));
  for (const std::string& line : facts.history) out.push_back("Earlier: " + line + ".");
  return out;
}

}  // namespace

Words words_of(const Facts& facts) {
  Words words;
  words.headline = facts.problem.empty() ? "Predicting " + facts.target : facts.problem;
  words.context = context_of(facts);
  words.problem = problem_of(facts);
  words.solution = solution_of(facts);
  words.findings = findings_of(facts);
  words.limitations = limitations_of(facts);
  words.conclusions = conclusions_of(facts);
  return words;
}

std::string row_name(const harness::LeaderboardRow& row) {
  return row.view.empty() ? row.model : row.model + " / " + row.view;
}

const harness::LeaderboardRow* chosen_row(const Facts& facts) {
  for (const auto& row : facts.leaderboard.rows)
    if (row_name(row) == facts.chosen || row.model == facts.chosen) return &row;
  return nullptr;
}

std::string clipped(std::string_view text, std::size_t most) {
  const auto points = code_points(text);
  if (points.size() <= most) return std::string(text);
  std::string out;
  for (std::size_t i = 0; i + 1 < most; ++i) out += points[i];
  return out + "\u2026";
}

std::string counted(std::size_t count, std::string_view singular, std::string_view plural) {
  return with_thousands(static_cast<long long>(count)) + " " +
         std::string(count == 1 ? singular : plural);
}

}  // namespace dlflow::report
