#include "pipeline/stages/history.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "pipeline/config/yaml.hpp"
#include "pipeline/report/numbers.hpp"
#include "pipeline/report/words.hpp"
#include "pipeline/stages/contrasts.hpp"
#include "pipeline/stages/facts_json.hpp"

namespace dlflow::stages {
namespace {

constexpr std::size_t kMostRuns = 20;    ///< of a history; the last ones
constexpr std::size_t kMostChanges = 8;  ///< of one run
constexpr std::size_t kMostNotes = 200000;

bool is_prose(const std::string& path) {
  for (const char* name :
       {"project", "define.problem", "define.motivation", "define.assumptions", "define.benchmark"})
    if (path == name) return true;
  return false;
}

/// A value on one line, "[64, 32]"; empty for a part of the configuration, which needs many.
std::string short_text(const schema::Node& node) {
  if (node.is_scalar()) return node.text.empty() ? "''" : node.text;
  if (node.is_null()) return "null";
  if (!node.is_list()) return "";
  std::vector<std::string> items;
  for (const schema::Node& item : node.items) {
    if (!item.is_scalar()) return "";
    items.push_back(item.text);
  }
  return "[" + join(items, ", ") + "]";
}

/// What differs between two values at a path. A part that only one of them has is one change.
void compare(const schema::Node* before, const schema::Node* after, const std::string& path,
             std::vector<std::string>& out) {
  if (is_prose(path) || (before && after && before->same_value(*after))) return;
  if (before && after && before->is_map() && after->is_map()) {
    for (const auto& entry : after->entries)
      compare(before->find(entry.key), &entry.value, schema::path_join(path, entry.key), out);
    for (const auto& entry : before->entries)
      if (!after->find(entry.key))
        compare(&entry.value, nullptr, schema::path_join(path, entry.key), out);
    return;
  }
  const std::string was = before ? short_text(*before) : "", is = after ? short_text(*after) : "";
  if (!before)
    out.push_back(path + " added" + (is.empty() ? "" : " as " + is));
  else if (!after)
    out.push_back(path + " removed" + (was.empty() ? "" : ", it was " + was));
  else if (was.empty() || is.empty())
    out.push_back(path + " changed");
  else
    out.push_back(fmt::format("{} {} -> {}", path, was, is));
}

/// The one model whose options alone were changed; empty when more was, or none.
std::string changed_model(const std::vector<std::string>& changes) {
  std::string found;
  for (const std::string& change : changes) {
    const auto steps = schema::parse_path(change.substr(0, change.find(' ')));
    if (steps.size() < 4 || steps[0] != "evaluate" || steps[1] != "models") return "";
    if (!found.empty() && found != steps[2]) return "";
    found = steps[2];
  }
  return found;
}

/// The best row of a model; null when it has none.
const harness::LeaderboardRow* best_row(const report::Facts& facts, const std::string& model) {
  for (const auto& row : facts.leaderboard.rows)
    if (row.rank > 0 && row.model == model) return &row;
  return nullptr;
}

/// "rmse -310 (-1,900 to 1,280): cannot tell", in the direction of the metric.
std::string effect_of(const harness::LeaderboardRow& before, const harness::LeaderboardRow& after,
                      const report::Facts& facts) {
  const auto& board = facts.leaderboard;
  if (before.fold_scores.size() != after.fold_scores.size())
    return "not comparable (other rows or other folds)";
  const auto gain =
      paired_gain(after.fold_scores, before.fold_scores, board.greater_is_better, board.test_share);
  if (gain.mean == 0 && gain.low == gain.high) return board.metric + " unchanged";
  const char* verdict = gain.low > 0 ? "better" : gain.high < 0 ? "worse" : "cannot tell";
  return report::difference_text(gain, board.metric, board.greater_is_better) + ": " + verdict;
}

/// What a change brought to the chosen solution; where it concerned one other model, to that.
std::string effect(const report::Facts& before, const report::Facts& after,
                   const std::vector<std::string>& changes) {
  const auto &old_board = before.leaderboard, &board = after.leaderboard;
  const auto *old_row = report::chosen_row(before), *row = report::chosen_row(after);
  if (!old_row || !row) return "not comparable (one has no solution)";
  if (old_board.metric != board.metric)
    return fmt::format("not comparable (judged by {}, then by {})", old_board.metric, board.metric);
  if (before.folds_key != after.folds_key || before.folds_key.empty())
    return "not comparable (other rows or other folds)";
  const std::string model = changed_model(changes);
  const auto *old_best = best_row(before, model), *best = best_row(after, model);
  if (old_best && best && best->model != row->model)
    return fmt::format("{} {}; the chosen solution: {}", model, effect_of(*old_best, *best, after),
                       effect_of(*old_row, *row, after));
  return effect_of(*old_row, *row, after);
}

report::RunFact fact_of(const report::Facts& facts, const report::Facts* before) {
  report::RunFact out{facts.run, facts.chosen, {}, {}, ""};
  if (const auto* row = report::chosen_row(facts)) out.score = row->score;
  if (!before) return out;
  out.changes = config_changes(before->config, facts.config);
  out.effect = effect(*before, facts, out.changes);
  return out;
}

}  // namespace

std::vector<std::string> config_changes(const std::string& before, const std::string& after) {
  const schema::Node old_config = config::parse_yaml(before, "a stored configuration");
  const schema::Node config = config::parse_yaml(after, "a stored configuration");
  std::vector<std::string> out;
  compare(&old_config, &config, "", out);
  if (out.size() > kMostChanges) {
    const std::size_t more = out.size() - kMostChanges + 1;
    out.resize(kMostChanges - 1);
    out.push_back(fmt::format("and {} more", more));
  }
  return out;
}

void tell_history(Workflow& workflow, report::Facts& facts) {
  facts.runs.clear();
  facts.history.clear();
  std::vector<report::Facts> earlier;
  for (const auto& run : workflow.ledger().runs()) {
    if (run.number >= facts.run || run.summary.empty()) continue;
    try {
      earlier.push_back(facts_from_json(run.summary));
    } catch (const CorruptFile&) {
      continue;  // of another version: its figures cannot be told
    }
  }
  if (earlier.size() >= kMostRuns)
    earlier.erase(earlier.begin(), earlier.end() - static_cast<std::ptrdiff_t>(kMostRuns - 1));
  for (std::size_t i = 0; i < earlier.size(); ++i)
    facts.runs.push_back(fact_of(earlier[i], i > 0 ? &earlier[i - 1] : nullptr));
  facts.runs.push_back(fact_of(facts, earlier.empty() ? nullptr : &earlier.back()));
  if (earlier.empty()) return;
  const report::RunFact& now = facts.runs.back();
  facts.history.push_back(fmt::format(
      "against {}@{}: {}: {}", facts.project, earlier.back().run,
      now.changes.empty() ? "the configuration is the same" : join(now.changes, "; "), now.effect));
}

std::string notes_by_author(const store::RunFolder& folder) {
  const auto path = folder.project_folder() / "notes.md";
  if (!std::filesystem::is_regular_file(path)) return "";
  std::string text = files::read_all(path, std::uint64_t{1} << 26);
  if (text.size() > kMostNotes) {
    text.resize(text.rfind('\n', kMostNotes) == text.npos ? kMostNotes
                                                          : text.rfind('\n', kMostNotes));
    text += fmt::format("\n\n(The notes are longer than {} bytes; the rest is left out.)",
                        with_thousands(static_cast<long long>(kMostNotes)));
  }
  return text;
}

}  // namespace dlflow::stages
