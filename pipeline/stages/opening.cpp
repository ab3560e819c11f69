#include "pipeline/stages/opening.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "core/base/text.hpp"
#include "pipeline/data/row_hashes.hpp"
#include "pipeline/store/test_set_register.hpp"

namespace dlflow::stages {
namespace {

/// Of the rows, that other test sets have shown: from here on the test set is no new one.
constexpr double kMost = 0.5;

/// "2026-03-01 12:30 UTC" of seconds since 1970.
std::string in_utc(std::int64_t seconds) {
  return fmt::format("{:%Y-%m-%d %H:%M} UTC", fmt::gmtime(static_cast<std::time_t>(seconds)));
}

std::string times(std::size_t count) {
  return count == 1 ? "once" : fmt::format("{} times", count);
}

std::string share_in_words(const store::SeenRows& seen, std::size_t rows) {
  const auto some = static_cast<std::size_t>(std::lround(seen.share * static_cast<double>(rows)));
  return fmt::format("{}{} of its {}", seen.is_estimate ? "about " : "", counted(some),
                     counted(rows, "row"));
}

void note_seen(const store::SeenRows& seen, bool is_by_inputs, report::Facts& facts) {
  facts.notes.push_back(fmt::format(
      "the test set is not new: {} were{} in a test set opened before ({}), of another seed, share "
      "or version of the data; to choose among such scores is to look more than once",
      share_in_words(seen, facts.test_rows), is_by_inputs ? ", but for the target," : "",
      times(seen.openings.size())));
}

/// Whether rows can be known by their inputs alone: those of few values have many in common.
bool tell_apart(std::vector<std::uint64_t> hashes) {
  constexpr double kMostCopies = 0.01;
  const auto rows = static_cast<double>(hashes.size());
  std::ranges::sort(hashes);
  const auto copies = hashes.end() - std::unique(hashes.begin(), hashes.end());
  return static_cast<double>(copies) <= kMostCopies * rows;
}

void note_others(std::size_t others, report::Facts& facts) {
  facts.notes.push_back(
      fmt::format("this project opened other test rows {} before, of another seed or of other "
                  "data: to choose among such scores is to look more than once",
                  times(others)));
}

/// Why the rows stay sealed where nothing asks for them; "" where they may be opened.
std::string sealed_by(const Workflow& workflow, const std::string& settings,
                      const std::vector<store::Opening>& before, const store::SeenRows& seen) {
  if (workflow.settings().open_test) return "";
  if (!before.empty()) return fmt::format("it was opened {} before", times(before.size()));
  const bool is_same = std::ranges::any_of(
      seen.openings, [&](const store::Opening& o) { return o.settings_key == settings; });
  if (seen.share < kMost || is_same) return "";
  std::vector<std::string> projects;
  for (const store::Opening& opening : seen.openings)
    if (std::ranges::find(projects, opening.project) == projects.end())
      projects.push_back(opening.project);
  return fmt::format("{:.0f} % of its rows were in a test set opened before, by {} {}",
                     100 * seen.share, projects.size() == 1 ? "project" : "projects",
                     quoted_few(projects, 3));
}

}  // namespace

bool open_test_set(Workflow& workflow, report::Facts& facts) {
  const Framed& framed = workflow.framed();
  const std::string key = workflow.score_key(), settings = workflow.score_settings_key();
  const auto hashes = data::row_hashes(framed.outer.judged(framed.read.table));
  const auto inputs =
      data::row_hashes(framed.outer.judged(framed.read.table), framed.framing.target);
  store::TestSetRegister openings(workflow.settings().runs / "test-sets.json");
  const auto before = openings.openings(framed.test_key);
  store::SeenRows seen = openings.seen(framed.test_key, hashes);
  bool is_by_inputs = false;
  if (tell_apart(inputs)) {
    // Labels that are only respelled make no new rows.
    store::SeenRows by_inputs =
        openings.seen(framed.test_key, inputs, &store::Opening::input_hashes);
    is_by_inputs = by_inputs.share > seen.share;
    if (is_by_inputs) seen = std::move(by_inputs);
  }
  facts.test_openings = static_cast<int>(before.size() + seen.openings.size());
  facts.test_rows_seen = before.empty() ? seen.share : 1;

  const std::size_t others = openings.other_openings(framed.test_key, workflow.project().project);
  if (!seen.openings.empty())
    note_seen(seen, is_by_inputs, facts);
  else if (others > 0)
    note_others(others, facts);

  const auto own = std::ranges::find(before, key, &store::Opening::config_key);
  facts.test_was_open = own != before.end();
  if (facts.test_was_open) {
    facts.test_opened_on = in_utc(own->opened_at);
    return true;
  }
  if (const auto why = sealed_by(workflow, settings, before, seen); !why.empty()) {
    facts.notes.push_back("the test set stays sealed: " + why +
                          ", and each further look makes its score less honest; open it with "
                          "--open-test");
    return false;
  }
  const auto elapsed = std::chrono::system_clock::now().time_since_epoch();
  const std::int64_t now = std::chrono::duration_cast<std::chrono::seconds>(elapsed).count();
  facts.test_opened_on = in_utc(now);
  openings.record({.data_hash = framed.test_key,
                   .config_key = key,
                   .project = workflow.project().project,
                   .opened_at = now,
                   .settings_key = settings,
                   .row_hashes = hashes,
                   .input_hashes = inputs});
  ++facts.test_openings;
  return true;
}

}  // namespace dlflow::stages
