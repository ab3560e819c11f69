#include "pipeline/stages/effects.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <span>

#include "core/base/text.hpp"
#include "pipeline/report/numbers.hpp"
#include "pipeline/report/words.hpp"

namespace dlflow::stages {
namespace {

using harness::LeaderboardRow;

constexpr std::size_t kMostTold = 3;

std::string name_of(const LeaderboardRow& row) { return row.model + " / " + row.view; }

std::string why_not(const report::Facts& before, const report::Facts& after) {
  const auto *old_row = report::chosen_row(before), *row = report::chosen_row(after);
  if (!old_row || !row) return "one of them has no solution";
  const std::string &metric = after.leaderboard.metric, &old_metric = before.leaderboard.metric;
  if (metric != old_metric)
    return fmt::format("judged by {} ({}), then by {} ({})", old_metric,
                       report::format_score(old_row->score.mean, old_metric), metric,
                       report::format_score(row->score.mean, metric));
  if (data_of(before) != data_of(after))
    return "the data changed, and scores of other rows cannot be paired";
  if (before.folds_key != after.folds_key || before.folds_key.empty() ||
      row->fold_scores.size() != old_row->fold_scores.size())
    return "they were not judged on the same folds of the same rows";
  return "";
}

Effect effect_of(const LeaderboardRow& before, const LeaderboardRow& after,
                 const harness::Leaderboard& board) {
  Effect out{name_of(before), name_of(after), before.score.mean, after.score.mean, {}, 1, 0, false};
  out.folds = after.fold_scores.size();
  out.difference = statistics::paired_difference(after.fold_scores, before.fold_scores,
                                                 board.test_share, board.greater_is_better);
  out.wilcoxon_p = statistics::wilcoxon_signed_rank(
                       statistics::differences_of(after.fold_scores, before.fold_scores))
                       .p;
  out.is_unchanged = before.fold_scores == after.fold_scores;
  return out;
}

/// The best row of a model, on one view where it is named; nullptr when it has none.
const LeaderboardRow* find_row(const report::Facts& facts, const std::string& model,
                               const std::string& view = "") {
  for (const LeaderboardRow& row : facts.leaderboard.rows)
    if (row.rank > 0 && row.model == model && (view.empty() || row.view == view)) return &row;
  return nullptr;
}

/// The names below a path, such as the models, of which something was changed.
std::set<std::string> changed_below(const std::vector<OptionChange>& changes, const char* stage,
                                    const char* option) {
  std::set<std::string> out;
  for (const OptionChange& change : changes) {
    const auto steps = schema::parse_path(change.path);
    if (steps.size() > 3 && steps[0] == stage && steps[1] == option) out.insert(steps[2]);
  }
  return out;
}

std::string of_models(const Effects& effects, const std::string& metric) {
  std::vector<std::string> parts;
  const auto& models = effects.models;
  for (const Effect& effect : models) {
    if (parts.size() == kMostTold) break;
    const std::string name =
        effect.before == effect.after ? effect.after : effect.before + " -> " + effect.after;
    const bool is_chosen = effects.chosen && effects.chosen->before == effect.before &&
                           effects.chosen->after == effect.after;
    parts.push_back((models.size() == 1 && is_chosen ? "" : name + ": ") +
                    difference_in_words(effect, metric));
  }
  if (models.size() > kMostTold)
    parts.push_back(fmt::format("{} more", counted(models.size() - kMostTold)));
  return join(parts, "; ");
}

/// What became of the chosen solution, where the models do not say it.
std::string of_chosen(const Effects& effects, const std::string& metric) {
  const Effect& chosen = *effects.chosen;
  if (chosen.before != chosen.after)
    return fmt::format("chosen before: {}, now: {}: {}", chosen.before, chosen.after,
                       difference_in_words(chosen, metric));
  const auto told = std::span(effects.models).first(std::min(effects.models.size(), kMostTold));
  const bool is_told = std::any_of(told.begin(), told.end(), [&](const Effect& effect) {
    return effect.before == chosen.before && effect.after == chosen.after;
  });
  if (is_told && effects.models.size() == 1) return "";
  if (is_told) return "chosen as before: " + chosen.after;
  if (chosen.is_unchanged)
    return fmt::format("the chosen solution is the same: {}, {} {}", chosen.after, metric,
                       report::format_score(chosen.score_after, metric));
  return fmt::format("the chosen solution, {}: {}", chosen.after,
                     difference_in_words(chosen, metric));
}

}  // namespace

Effects effects_of(const report::Facts& before, const report::Facts& after,
                   const std::vector<OptionChange>& changes) {
  Effects out;
  out.not_comparable = why_not(before, after);
  if (!out.not_comparable.empty()) return out;
  const auto& board = after.leaderboard;
  out.chosen = effect_of(*report::chosen_row(before), *report::chosen_row(after), board);
  const auto models = changed_below(changes, "evaluate", "models");
  const auto views = changed_below(changes, "prepare", "views");
  std::set<std::string> told;
  for (const LeaderboardRow& row : board.rows) {
    if (row.rank == 0) continue;
    const bool is_of_view = views.contains(row.view);
    if (!is_of_view && !(models.contains(row.model) && told.insert(row.model).second)) continue;
    const auto* old_row = find_row(before, row.model, is_of_view ? row.view : "");
    if (old_row && old_row->fold_scores.size() == row.fold_scores.size())
      out.models.push_back(effect_of(*old_row, row, board));
  }
  std::stable_partition(out.models.begin(), out.models.end(),
                        [](const Effect& effect) { return !effect.is_unchanged; });
  return out;
}

std::string difference_in_words(const Effect& effect, const std::string& metric) {
  if (effect.is_unchanged) return metric + " unchanged";
  const auto& gap = effect.difference.interval;
  const auto number = [&](double value) { return report::format_score(value, metric); };
  const std::string interval =
      effect.folds > 1 ? fmt::format(" ({} to {})", number(gap.low), number(gap.high)) : "";
  return fmt::format("{} {}{}{}: {}", metric, gap.mean > 0 ? "+" : "", number(gap.mean), interval,
                     statistics::words_of(effect.difference.verdict));
}

std::string effects_in_words(const Effects& effects, const std::string& metric) {
  if (!effects.not_comparable.empty()) return "not comparable: " + effects.not_comparable;
  std::vector<std::string> parts;
  for (std::string part : {of_models(effects, metric), of_chosen(effects, metric)})
    if (!part.empty()) parts.push_back(std::move(part));
  return join(parts, "; ");
}

}  // namespace dlflow::stages
