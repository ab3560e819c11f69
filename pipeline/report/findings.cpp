#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>

#include "core/base/text.hpp"
#include "pipeline/report/numbers.hpp"
#include "pipeline/report/words.hpp"

namespace dlflow::report {
namespace {

using Sentences = std::vector<std::string>;

constexpr std::size_t kMostNamed = 4;  ///< columns in one sentence

std::string opened_sentence(const Facts& facts) {
  const int openings = facts.test_openings;
  if (is_partly_seen(facts))
    return fmt::format(" {:.0f} % of its rows were in a test set opened before.",
                       100 * facts.test_rows_seen);
  if (openings == 1) return " The test set was opened once.";
  return openings > 1 ? fmt::format(" The test set was opened {} times.", openings) : "";
}

std::string test_sentence(const Facts& facts) {
  const auto& board = facts.leaderboard;
  std::string text = fmt::format("On {} that no model had learnt from, {} reached {}",
                                 counted(facts.test_rows, "row", "rows"), facts.chosen,
                                 score_text(facts, *facts.test_score));
  if (facts.test_interval.high > facts.test_interval.low)
    text += fmt::format(
        " (95 % interval {})",
        format_interval(facts.test_interval.low, facts.test_interval.high, board.metric));
  text += "." + opened_sentence(facts);
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

/// "difference 0.4 points, -1.1 to 1.9".
std::string plain_difference(const Contrast& contrast, const std::string& metric) {
  const auto number = [&](double value) {
    return is_share(metric) ? fmt::format("{:.1f}", 100 * value) : format_score(value, metric);
  };
  return fmt::format("difference {}, {} to {}", format_difference(contrast.gain.mean, metric),
                     number(contrast.gain.low), number(contrast.gain.high));
}

/// "Which columns matter": those whose loss is surely above 0, and how many are not.
Sentences importance_sentences(const Facts& facts) {
  if (facts.importance.empty()) return {};
  const std::string& metric = facts.leaderboard.metric;
  Sentences named;
  std::size_t sure = 0;
  for (const auto& [column, loss] : facts.importance) {
    if (!(loss.low > 0)) continue;
    if (++sure <= kMostNamed)
      named.push_back(fmt::format("'{}' ({})", column, format_difference(loss.mean, metric)));
  }
  if (sure == 0) return {"No column could be shown to matter by itself when it is shuffled."};
  const std::size_t rest = facts.importance.size() - sure;
  std::string text =
      fmt::format("How much worse {} gets when a column is shuffled among unseen rows: {}", metric,
                  join(named, ", "));
  if (sure > kMostNamed) text += fmt::format(" and {} more", sure - kMostNamed);
  text += ".";
  if (rest > 0)
    text += fmt::format(" Of {} it cannot be told that {}.",
                        counted(rest, "other column", "other columns"),
                        rest == 1 ? "it matters" : "they matter");
  return {text};
}

std::string compared_sentence(const Facts& facts) {
  const int compared = facts.leaderboard.compared;
  return fmt::format("{} compared under {}.",
                     compared == 1
                         ? std::string("1 combination of a model and a view was")
                         : with_thousands(compared) + " combinations of a model and a view were",
                     facts.protocol.empty() ? "the harness" : facts.protocol);
}

/// Whether the leaderboard, which looks at all models at once, could not tell the two apart.
bool are_tied(const Contrast& contrast, const harness::Leaderboard& board) {
  const auto tie_of = [&](const std::string& name) -> std::string {
    const auto row = std::ranges::find(board.rows, name, row_name);
    return row == board.rows.end() ? "" : row->tie;
  };
  const std::string tie = tie_of(contrast.first);
  return !tie.empty() && tie == tie_of(contrast.second);
}

}  // namespace

std::string contrast_sentence(const Contrast& contrast, const harness::Leaderboard& board) {
  const bool helps = contrast.gain.low > 0, hurts = contrast.gain.high < 0;
  const std::string difference =
      difference_text(contrast.gain, board.metric, board.greater_is_better);
  if (contrast.kind == Contrast::Kind::model && (helps || hurts) && are_tied(contrast, board))
    return fmt::format(
        "Taken by themselves, {} is {} than {}: {}; among all {} models the two cannot be told "
        "apart.",
        contrast.first, helps ? "better" : "worse", contrast.second, difference, board.compared);
  if (contrast.kind == Contrast::Kind::model)
    return helps   ? fmt::format("{} is better than {}: {}.", contrast.first, contrast.second,
                                 difference)
           : hurts ? fmt::format("{} is worse than {}: {}.", contrast.first, contrast.second,
                                 difference)
                   : fmt::format("{} and {} cannot be told apart: {}.", contrast.first,
                                 contrast.second, plain_difference(contrast, board.metric));
  std::string subject = "tuning " + contrast.second, detail;
  if (contrast.kind == Contrast::Kind::view) {
    const std::string pair = fmt::format("view {} instead of {}", contrast.first, contrast.second);
    subject = contrast.steps.empty() ? pair : contrast.steps;
    detail = (contrast.steps.empty() ? "" : ", " + pair) +
             (contrast.over > 1 ? fmt::format(", mean of {} models", contrast.over) : "");
  }
  std::string text = helps   ? fmt::format("{} helped: {}{}.", subject, difference, detail)
                     : hurts ? fmt::format("{} hurt: {}{}.", subject, difference, detail)
                             : fmt::format("{}: cannot tell whether it helps ({}{}).", subject,
                                           difference, detail);
  if (text.front() >= 'a' && text.front() <= 'z')
    text.front() = static_cast<char>(text.front() - 32);
  return text;
}

std::string data_sentence(const DataCurve& curve, const harness::Leaderboard& board) {
  const DataPoint& part = curve.points[curve.points.size() - 2];
  const DataPoint& all = curve.points.back();
  const std::string unknown = "cannot tell whether more data would help";
  if (!part.error.empty())
    return fmt::format("{}: on {} {}", unknown, counted(part.rows, "row", "rows"), part.error);
  const std::string head = curve.verdict == "helps"   ? "more data would likely help"
                           : curve.verdict == "hurts" ? "more data do not help"
                           : curve.verdict == "levelled off"
                               ? "more data would bring little, the score has levelled off"
                               : unknown;
  return fmt::format(
      "{}: going from {} to {} rows brought {} {}{}", head,
      with_thousands(static_cast<long long>(part.rows)),
      with_thousands(static_cast<long long>(all.rows)), curve.name,
      difference_text(curve.gain, board.metric, board.greater_is_better),
      curve.verdict == "levelled off" ? ", at most a standard error of the score" : "");
}

Sentences findings_of(const Facts& facts) {
  const auto& board = facts.leaderboard;
  Sentences out = {compared_sentence(facts)};
  if (!board.in_words.empty()) out.push_back("In words: " + board.in_words + ".");
  if (facts.data_curve) {
    out.push_back(data_sentence(*facts.data_curve, board) + ".");
    out.back().front() = static_cast<char>(std::toupper(out.back().front()));
  }
  for (const Contrast& contrast : facts.contrasts)
    out.push_back(contrast_sentence(contrast, board));
  if (facts.test_score) out.push_back(test_sentence(facts));
  for (const std::string& sentence : facts.improvements)
    out.push_back(sentence.ends_with('.') ? sentence : sentence + ".");
  const auto columns = importance_sentences(facts);
  out.insert(out.end(), columns.begin(), columns.end());
  return out;
}

}  // namespace dlflow::report
