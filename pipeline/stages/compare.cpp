#include "pipeline/stages/compare.hpp"

#include <fmt/format.h>

#include <map>

#include "core/base/text.hpp"
#include "pipeline/config/yaml.hpp"
#include "pipeline/report/numbers.hpp"
#include "pipeline/stages/facts_json.hpp"
#include "pipeline/store/ledger.hpp"
#include "pipeline/store/run_folder.hpp"

namespace dlflow::stages {
namespace {

[[noreturn]] void refuse(std::string message, std::string hint) {
  throw UserError(ExitCode::usage, std::move(message), std::move(hint));
}

/// The facts of the run that "houses@2" names.
report::Facts facts_of(const std::filesystem::path& runs, const std::string& name) {
  const auto at = name.rfind('@');
  const auto number = at == name.npos ? std::nullopt : parse_integer(name.substr(at + 1));
  if (!number || at == 0)
    refuse("expected a project and the number of a run, got '" + name + "'",
           "write it as houses@1");
  const store::RunFolder folder(runs, name.substr(0, at));
  if (!std::filesystem::exists(folder.ledger_path()))
    refuse("there is no project '" + name.substr(0, at) + "' in " + runs.string(),
           "name the folder of the runs with --runs");
  std::vector<std::string> known;
  for (const auto& run : store::Ledger(folder.ledger_path()).runs()) {
    if (run.summary.empty()) continue;
    if (run.number == *number) return facts_from_json(run.summary);
    known.push_back(name.substr(0, at + 1) + std::to_string(run.number));
  }
  refuse("there is no finished run '" + name + "'",
         known.empty() ? "run the project first" : "one of: " + join(known, ", "));
}

std::string one_line(const schema::Node& node) {
  if (node.is_scalar()) return node.text;
  std::vector<std::string> parts;
  for (const auto& item : node.items) parts.push_back(one_line(item));
  for (const auto& entry : node.entries) parts.push_back(entry.key + ": " + one_line(entry.value));
  return (node.is_map() ? "{" : "[") + join(parts, ", ") + (node.is_map() ? "}" : "]");
}

/// Every value of a configuration by its path; lists are one value.
void flatten(const schema::Node& node, const std::string& path,
             std::map<std::string, std::string>& out) {
  if (!node.is_map() || node.entries.empty()) {
    out[path] = one_line(node);
    return;
  }
  for (const auto& entry : node.entries)
    flatten(entry.value, schema::path_join(path, entry.key), out);
}

std::vector<OptionChange> changes_of(const std::string& a, const std::string& b) {
  std::map<std::string, std::string> before, after;
  flatten(config::parse_yaml(a, "the first run"), "", before);
  flatten(config::parse_yaml(b, "the second run"), "", after);
  std::vector<OptionChange> out;
  for (const auto& [path, value] : before) {
    const auto now = after.find(path);
    const std::string to = now == after.end() ? "" : now->second;
    if (to != value) out.push_back({path, value, to});
  }
  for (const auto& [path, value] : after)
    if (!before.contains(path)) out.push_back({path, "", value});
  return out;
}

/// The row of the leaderboard that a run presented.
const harness::LeaderboardRow* presented(const report::Facts& facts) {
  for (const auto& row : facts.leaderboard.rows)
    if (row.model + " / " + row.view == facts.chosen) return &row;
  return nullptr;
}

std::string why_not(const report::Facts& a, const report::Facts& b) {
  if (a.leaderboard.metric != b.leaderboard.metric)
    return fmt::format("the metrics differ ({}, {})", a.leaderboard.metric, b.leaderboard.metric);
  if (a.folds_key != b.folds_key || a.folds_key.empty())
    return "they were not judged on the same folds of the same rows";
  if (!presented(a) || !presented(b)) return "one of them presented no model";
  return "";
}

std::string in_words(const RunComparison& c) {
  std::vector<std::string> changed;
  for (const auto& change : c.changes) {
    constexpr std::size_t kShown = 3;
    if (changed.size() == kShown) {
      changed.push_back(fmt::format("and {} more", c.changes.size() - kShown));
      break;
    }
    changed.push_back(fmt::format("{} {} -> {}", change.path,
                                  change.from.empty() ? "(none)" : change.from,
                                  change.to.empty() ? "(none)" : change.to));
  }
  const std::string what = changed.empty() ? "nothing was changed" : join(changed, ", ");
  if (!c.not_comparable.empty())
    return fmt::format("against {}: {}   not comparable: {}", c.a, what, c.not_comparable);
  const auto& gap = c.difference.interval;
  const auto number = [&](double value) { return report::format_score(value, c.metric); };
  return fmt::format("against {}: {}   {} {}{} ({} to {}): {}", c.a, what, c.metric,
                     gap.mean > 0 ? "+" : "", number(gap.mean), number(gap.low), number(gap.high),
                     statistics::words_of(c.difference.verdict));
}

}  // namespace

RunComparison compare_runs(const std::filesystem::path& runs, const std::string& a,
                           const std::string& b) {
  const auto before = facts_of(runs, a), after = facts_of(runs, b);
  RunComparison out;
  out.a = a + " (" + before.chosen + ")";
  out.b = b + " (" + after.chosen + ")";
  out.metric = after.leaderboard.metric;
  out.changes = changes_of(before.config, after.config);
  out.not_comparable = why_not(before, after);
  if (const auto* row = presented(before)) out.score_a = row->score.mean;
  if (const auto* row = presented(after)) out.score_b = row->score.mean;
  if (out.not_comparable.empty())
    out.difference = statistics::paired_difference(
        presented(after)->fold_scores, presented(before)->fold_scores, after.leaderboard.test_share,
        after.leaderboard.greater_is_better);
  out.sentence = in_words(out);
  return out;
}

}  // namespace dlflow::stages
