#include "pipeline/stages/cutting.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"

namespace dlflow::stages {

Cutting::Cutting(Workflow& workflow, const Framed& framed, const Rows& rows)
    : workflow_(workflow), framed_(framed), notes_(workflow.facts().notes) {
  if (framed.target.classes > 0)
    target_ = {framed.target.labels, framed.target.classes, framed.framing.classes};
  group_ = define().group.empty() ? define().test.group : define().group;
  if (group_.empty()) return;
  // A test file is sealed as it is and needs no groups.
  const std::size_t end = framed.read.test_begin.value_or(framed.read.table.rows());
  Rows own;
  std::ranges::copy_if(rows, std::back_inserter(own),
                       [&](data::RowIndex row) { return row < end; });
  groups_ =
      at_option(workflow_, group_option(), [&] { return data::groups_of(column(group_), own); });
}

const data::Column& Cutting::column(const std::string& name) const {
  return *framed_.read.table.find(name);
}

void Cutting::require_classes() const {
  if (target_.class_count == 0)
    throw UserError(ExitCode::configuration,
                    "a stratified cut needs classes, but the target '" + framed_.framing.target +
                        "' is a number",
                    "leave 'kind' out, or write one without 'stratified'");
}

const char* Cutting::group_option() const {
  return define().group.empty() ? "define.test.group" : "define.group";
}

const data::SplitGroups& Cutting::groups() const {
  if (group_.empty())
    throw UserError(ExitCode::configuration, "a cut by group needs the column of the groups",
                    "write 'group: NAME' below define");
  return groups_;
}

data::TimeStarts Cutting::starts(const Rows& rows) const {
  if (define().time.empty()) return {};
  return data::time_starts(column(define().time), rows);
}

data::Fold Cutting::last_rows(const Rows& rows, std::size_t held, std::size_t gap) const {
  data::Fold fold = data::hold_out_last(rows, held, gap, starts(rows));
  if (const std::size_t left = fold.held_out.size(); left != held)
    add_notes({fmt::format(
        "the last {} {} held out in place of {}, so that rows of one '{}' stay "
        "together",
        counted(left, "row"), left == 1 ? "is" : "are", counted(held), define().time)});
  return fold;
}

void Cutting::add_notes(std::vector<std::string> sentences) const {
  std::ranges::move(sentences, std::back_inserter(notes_));
}

}  // namespace dlflow::stages
