#include "pipeline/stages/view_notes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/base/text.hpp"

namespace dlflow::stages {
namespace {

/// "fold 3", "fold 3 of repeat 2", "folds 1 and 3", "7 of 10 folds".
std::string folds_in_words(const std::set<std::size_t>& some, const std::vector<data::Fold>& all) {
  constexpr std::size_t kNamed = 4;
  const bool is_repeated = !all.empty() && all.back().repeat > 0;
  if (some.size() > (is_repeated ? 1 : kNamed))
    return fmt::format("{} of {}", some.size(), counted(all.size(), "fold"));
  std::vector<std::string> numbers;
  for (const std::size_t f : some) numbers.push_back(std::to_string(all[f].number + 1));
  if (is_repeated)
    return fmt::format("fold {} of repeat {}", numbers[0], all[*some.begin()].repeat + 1);
  if (numbers.size() == 1) return "fold " + numbers[0];
  const std::string last = numbers.back();
  numbers.pop_back();
  return fmt::format("folds {} and {}", join(numbers, ", "), last);
}

}  // namespace

std::string in_words(const views::Note& note) { return note.fact + ": " + note.deed; }

void add_once(std::string sentence, std::vector<std::string>& sentences) {
  if (std::ranges::find(sentences, sentence) == sentences.end())
    sentences.push_back(std::move(sentence));
}

std::vector<std::string> idle_steps(Workflow& workflow, const std::string& view,
                                    const views::ViewOptions& options) {
  using Kind = data::ColumnKind;
  struct OfKind {
    const std::vector<schema::Chosen>* steps;
    const char* name;
    std::vector<Kind> kinds;
  };
  const Framed& framed = workflow.framed();
  std::vector<std::string> sentences;
  if (workflow.project().prepare.views.empty()) return sentences;
  for (const OfKind& one :
       {OfKind{&options.number, "number", {Kind::number}},
        OfKind{&options.category, "category", {Kind::binary, Kind::category, Kind::ordinal}},
        OfKind{&options.date, "date", {Kind::date}}, OfKind{&options.image, "image", {Kind::image}},
        OfKind{&options.series, "series", {Kind::series}},
        OfKind{&options.text, "text", {Kind::text}}}) {
    const auto is_there = [&](Kind kind) {
      return framed.read.table.has_kind(framed.inputs, kind);
    };
    if (!one.steps->empty() && std::ranges::none_of(one.kinds, is_there))
      sentences.push_back(
          fmt::format("view '{}' has steps for {} columns, and no input is one: they do nothing",
                      view, one.name));
  }
  return sentences;
}

std::vector<std::string> fold_notes(Workflow& workflow,
                                    const std::vector<harness::CandidateResult>& results) {
  struct Met {
    std::set<std::size_t> folds;
    std::set<std::string> views;
  };
  std::map<views::Note, Met> met;
  std::set<std::string> views;
  for (const harness::CandidateResult& result : results)
    for (std::size_t f = 0; f < result.folds.size(); ++f)
      for (const views::Note& note : result.folds[f].notes) {
        met[note].folds.insert(f);
        met[note].views.insert(result.candidate.view);
        views.insert(result.candidate.view);
      }
  const auto& known = workflow.facts().view_notes;
  std::vector<std::string> sentences;
  for (const auto& [note, where] : met) {
    if (std::ranges::find(known, in_words(note)) != known.end()) continue;
    const std::string on =
        where.views.size() < views.size()
            ? fmt::format(
                  " (view {})",
                  join(std::vector<std::string>(where.views.begin(), where.views.end()), ", "))
            : "";
    sentences.push_back(fmt::format("{} of {}: {} there{}", note.fact,
                                    folds_in_words(where.folds, workflow.framed().ground.folds),
                                    note.deed, on));
  }
  return sentences;
}

}  // namespace dlflow::stages
