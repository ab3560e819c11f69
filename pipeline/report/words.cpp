#include "pipeline/report/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/text.hpp"
#include "pipeline/report/numbers.hpp"

namespace dlflow::report {
namespace {

using Sentences = std::vector<std::string>;

Sentences context_of(const Facts& facts) {
  Sentences out;
  if (!facts.motivation.empty()) out.push_back(facts.motivation);
  if (!facts.assumptions.empty()) out.push_back("Assumed: " + facts.assumptions);
  out.push_back(fmt::format("The data are {}: {} and {}.", facts.data_source,
                            counted(facts.rows, "row", "rows"),
                            counted(facts.columns, "column", "columns")));
  if (facts.test_rows > 0)
    out.push_back(fmt::format(
        "{} served for training and comparison; {} {} sealed as the test set until the end.",
        counted(facts.training_rows, "row", "rows"),
        with_thousands(static_cast<long long>(facts.test_rows)),
        facts.test_rows == 1 ? "was" : "were"));
  for (const auto* notes : {&facts.notes, &facts.view_notes, &facts.fold_notes})
    for (const std::string& note : *notes) out.push_back("Note: " + note + ".");
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
  if (facts.season > 1)
    out.push_back(fmt::format("The series come round after {}.",
                              facts.season_unit.empty()
                                  ? counted(facts.season, "step", "steps")
                                  : fmt::format("{} {}", facts.season, facts.season_unit)));
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
  if (facts.refit_rows > 0)
    out.push_back(fmt::format(
        "The saved model was fitted once more with the same settings, on all {}; every score of "
        "this report is of a fit without the rows that it is scored on.",
        counted(facts.refit_rows, "row", "rows")));
  if (!facts.search.empty()) out.push_back("Options were tuned by " + facts.search + ".");
  return out;
}

/// "Against the published accuracy 0.7740: matches (0.7358 to 0.7971 here, under 3 x 10-fold)."
std::string published_sentence(const Facts& facts) {
  const PublishedScore& published = *facts.published;
  std::string text = fmt::format("Against the published {} {}: {}", published.metric,
                                 format_score(published.good, published.metric), published.verdict);
  for (const char* compared : {"matches", "beats", "below", "cannot tell"})
    if (published.verdict.starts_with(compared))
      text +=
          fmt::format(", with {} ({}) under the same protocol, {}",
                      format_score(published.ours.mean, published.metric),
                      format_interval(published.ours.low, published.ours.high, published.metric),
                      published.protocol);
  return text + ".";
}

Sentences conclusions_of(const Facts& facts) {
  Sentences out;
  const auto* row = chosen_row(facts);
  if (row && row->is_baseline) {
    out.push_back(fmt::format(
        "{} is a baseline, presented because it was asked for: {} is what a model has to beat.",
        row_name(*row), score_text(facts, facts.test_score.value_or(row->score.mean))));
  } else if (row) {
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
  if (facts.published) out.push_back(published_sentence(facts));
  for (const std::string& line : facts.history) {
    out.push_back(line + ".");
    out.back().front() = out.back().front() == 'a' ? 'A' : out.back().front();
  }
  return out;
}

/// The advice of the learning curves first: the chosen model's, then the others', each command
/// once.
std::vector<std::pair<std::string, std::string>> next_of(const Facts& facts) {
  constexpr std::size_t most = 3;
  std::vector<std::pair<std::string, std::string>> out;
  std::vector<const LearningCurve*> curves;
  for (const LearningCurve& curve : facts.curves) curves.push_back(&curve);
  std::stable_partition(curves.begin(), curves.end(),
                        [&](const auto* curve) { return curve->name == facts.chosen; });
  for (const LearningCurve* curve : curves)
    for (const auto& advice : curve->diagnosis) {
      const std::string& command = advice.second;
      const bool is_known = std::any_of(out.begin(), out.end(),
                                        [&](const auto& one) { return one.second == command; });
      if (!command.empty() && !is_known && out.size() < most)
        out.emplace_back(curve->name + ": " + advice.first, command);
    }
  if (facts.trials.empty())
    out.emplace_back(
        "No options were searched. A search that is judged on the same folds is a few "
        "lines below improve.tune.",
        "dlflow explain improve.tune");
  if (!facts.chosen.empty())
    out.emplace_back("The model lies beside this report, ready to predict new rows.",
                     "dlflow predict model.safetensors new-rows.csv");
  if (!facts.exports.empty())
    out.emplace_back("For other programs it lies there as " + join(facts.exports, ", ") + " too.",
                     "");
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
  words.next = next_of(facts);
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

std::string score_text(const Facts& facts, double value) {
  return facts.leaderboard.metric + " " + format_score(value, facts.leaderboard.metric);
}

std::string season_in_words(const Facts& facts) {
  return fmt::format("season {}", facts.season) +
         (facts.season_unit.empty() ? "" : " (" + facts.season_unit + ")");
}

std::string counted(std::size_t count, std::string_view singular, std::string_view plural) {
  return with_thousands(static_cast<long long>(count)) + " " +
         std::string(count == 1 ? singular : plural);
}

}  // namespace dlflow::report
