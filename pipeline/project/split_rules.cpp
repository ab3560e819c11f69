#include "pipeline/project/split_rules.hpp"

#include "core/base/names.hpp"

namespace dlflow::project {
namespace {

using Rule = std::optional<std::string>;

std::string time_says() { return "define.time says that the past predicts what comes later, but "; }

std::string group_says(const DefineOptions& define) {
  const bool is_of_all = !define.group.empty();
  return std::string(is_of_all ? "define.group" : "define.test.group") +
         " says that rows of one '" + (is_of_all ? define.group : define.test.group) +
         "' stay together, but ";
}

std::string named(Draw kind) { return "kind " + std::string(value_name(kind)); }
std::string named(Folding kind) { return "kind " + std::string(value_name(kind)); }

Rule drawn_against_time(const std::string& way) {
  return time_says() + way +
         " seals rows of any time\nwrite 'kind: time' or 'last: N', or leave it out";
}

}  // namespace

Rule test_against_roles(const DefineOptions& define, std::string_view option) {
  const TestOptions& test = define.test;
  const bool has_time = !define.time.empty();
  if (option == "define.test.hash")
    return has_time && !test.hash.empty() ? drawn_against_time("a hash") : std::nullopt;
  if (option == "define.test.group")
    return has_time && !test.group.empty() ? drawn_against_time("a cut by group") : std::nullopt;
  if (option == "define.test.gap") {
    const bool comes_last = has_time || test.kind == Draw::time || test.last || test.from_row;
    if (test.gap == 0 || comes_last) return std::nullopt;
    return "a gap stands before a test part that comes last, and this one is drawn from all rows\n"
           "write 'last', 'from_row' or 'kind: time', or leave the gap out";
  }
  if (test.kind == Draw::automatic || test.kind == Draw::time) return std::nullopt;
  if (has_time) return test.group.empty() ? drawn_against_time(named(test.kind)) : std::nullopt;
  if (define.group.empty() || test.kind == Draw::group) return std::nullopt;
  return group_says(define) + named(test.kind) +
         " draws them one by one\nwrite 'kind: group', or leave it out";
}

const std::string& group_of(const DefineOptions& define) {
  return define.group.empty() ? define.test.group : define.group;
}

bool is_over_time(const DefineOptions& define, const EvaluateOptions& evaluate) {
  const CrossValidation& folds = evaluate.cross_validation;
  return !define.time.empty() || folds.time || folds.kind == Folding::time;
}

Rule folds_against_roles(const DefineOptions& define, const CrossValidation& folds) {
  const Folding kind = folds.kind;
  if (kind == Folding::automatic || kind == Folding::time || kind == Folding::predefined)
    return std::nullopt;
  if (!define.time.empty())
    return time_says() + named(kind) +
           " learns from later rows too\nwrite 'kind: time', or leave it out";
  if (define.group.empty() && define.test.group.empty()) return std::nullopt;
  const std::string& group = define.group.empty() ? define.test.group : define.group;
  switch (kind) {
    case Folding::kfold:
      return group_says(define) + named(kind) +
             " deals them one by one\nwrite 'kind: group', or leave it out";
    case Folding::stratified:
      return group_says(define) + named(kind) +
             " deals them one by one\nwrite 'kind: stratified_group', or leave it out";
    case Folding::leave_one_out:
      return group_says(define) + named(kind) +
             " learns from rows of the group it judges\nwrite 'column: " + group +
             "' in its place for a fold of each group, or 'kind: group'";
    default:
      return std::nullopt;
  }
}

}  // namespace dlflow::project
