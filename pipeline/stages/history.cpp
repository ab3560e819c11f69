#include "pipeline/stages/history.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "pipeline/report/words.hpp"
#include "pipeline/stages/effects.hpp"
#include "pipeline/stages/facts_json.hpp"

namespace dlflow::stages {
namespace {

constexpr std::size_t kMostRuns = 20;    ///< of a history; the last ones
constexpr std::size_t kMostChanges = 8;  ///< of one run
constexpr std::size_t kMostNotes = 200000;

report::RunFact fact_of(const report::Facts& facts, const report::Facts* before) {
  report::RunFact out{facts.run, facts.chosen, {}, {}, ""};
  if (const auto* row = report::chosen_row(facts)) out.score = row->score;
  if (!before) return out;
  const auto changes = option_changes(*before, facts);
  for (const OptionChange& change : changes) {
    if (out.changes.size() == kMostChanges) {
      out.changes.back() = fmt::format("and {} more", changes.size() - kMostChanges + 1);
      break;
    }
    out.changes.push_back(in_words(change));
  }
  out.effect = effects_in_words(effects_of(*before, facts, changes), facts.leaderboard.metric);
  return out;
}

}  // namespace

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
