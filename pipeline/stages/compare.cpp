#include "pipeline/stages/compare.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "pipeline/report/words.hpp"
#include "pipeline/stages/facts_json.hpp"
#include "pipeline/stages/run_texts.hpp"
#include "pipeline/store/ledger.hpp"
#include "pipeline/store/run_folder.hpp"

namespace dlflow::stages {
namespace {

[[noreturn]] void refuse(std::string message, std::string hint) {
  throw UserError(ExitCode::usage, std::move(message), std::move(hint));
}

struct Run {
  report::Facts facts;
  std::filesystem::path folder;
};

/// The project that may be meant, else how to name another folder.
std::string hint_of_projects(const std::filesystem::path& runs, const std::string& name) {
  std::vector<std::string> known;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(runs, ignored))
    if (const std::string project = entry.path().filename().string();
        std::filesystem::exists(store::RunFolder(runs, project).ledger_path(), ignored))
      known.push_back(project);
  std::ranges::sort(known);
  if (known.empty()) return "name the folder of the runs with --runs";
  return suggestion(name, known);
}

/// The run that "houses@2" names.
Run find_run(const std::filesystem::path& runs, const std::string& name) {
  const auto at = name.rfind('@');
  const auto number = at == name.npos ? std::nullopt : parse_integer(name.substr(at + 1));
  if (!number || at == 0)
    refuse("expected a project and the number of a run, got '" + name + "'",
           "write it as houses@1");
  const store::RunFolder folder(runs, name.substr(0, at));
  if (!std::filesystem::exists(folder.ledger_path()))
    refuse("there is no project '" + name.substr(0, at) + "' in " + runs.string(),
           hint_of_projects(runs, name.substr(0, at)));
  std::vector<std::string> known;
  for (const auto& run : store::Ledger(folder.ledger_path()).runs()) {
    if (run.summary.empty()) continue;
    if (run.number == *number) return {facts_from_json(run.summary), folder.run_folder(run.number)};
    known.push_back(name.substr(0, at + 1) + std::to_string(run.number));
  }
  refuse("there is no finished run '" + name + "'",
         known.empty() ? "run the project first" : "one of: " + join(known, ", "));
}

/// What changed in a few words.
std::string changes_in_words(const std::vector<OptionChange>& changes) {
  constexpr std::size_t kShown = 3;
  std::vector<std::string> told;
  for (const OptionChange& change : changes) {
    if (told.size() == kShown) {
      told.push_back(fmt::format("and {} more", changes.size() - kShown));
      break;
    }
    told.push_back(in_words(change));
  }
  return told.empty() ? "nothing was changed" : join(told, ", ");
}

}  // namespace

RunComparison compare_runs(const std::filesystem::path& runs, const std::string& a,
                           const std::string& b) {
  const Run before = find_run(runs, a), after = find_run(runs, b);
  RunComparison out;
  out.a = a + " (" + before.facts.chosen + ")";
  out.b = b + " (" + after.facts.chosen + ")";
  out.metric_a = before.facts.leaderboard.metric;
  out.metric_b = after.facts.leaderboard.metric;
  if (const auto* row = report::chosen_row(before.facts)) out.score_a = row->score.mean;
  if (const auto* row = report::chosen_row(after.facts)) out.score_b = row->score.mean;
  out.is_same_run = before.folder == after.folder;
  if (out.is_same_run) {
    out.sentence = a + " and " + b + " are the same run";
    return out;
  }
  out.changes = option_changes(before.facts, after.facts);
  out.effects = effects_of(before.facts, after.facts, out.changes);
  if (before.facts.test_score && after.facts.test_score &&
      data_of(before.facts) == data_of(after.facts))
    out.test_set = compare_test_sets(before.folder, after.folder, out.metric_b,
                                     !after.facts.class_counts.empty());
  out.sentence = fmt::format("against {}: {}   {}", out.a, changes_in_words(out.changes),
                             effects_in_words(out.effects, out.metric_b));
  return out;
}

}  // namespace dlflow::stages
