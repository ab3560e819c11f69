#include "pipeline/stages/scale_checks.hpp"

#include <fmt/format.h>

#include <cmath>
#include <set>

#include "core/base/text.hpp"
#include "pipeline/harness/truth.hpp"
#include "pipeline/stages/splitting.hpp"

namespace dlflow::stages {
namespace {

using data::Fold;
using data::RowIndex;

class ScaleCheck {
 public:
  ScaleCheck(const Workflow& workflow, const Framed& framed)
      : workflow_(workflow), framed_(framed), ground_(framed.ground) {
    ground_.target = &framed.target;
  }

  /// part: "fold 2", "the test set".
  void require(const Fold& fold, const std::string& part) const {
    const data::Target truth = harness::truth_of(ground_, fold);
    std::set<std::int32_t> without;
    std::optional<RowIndex> first;
    for (std::size_t i = 0; i < fold.held_out.size(); ++i) {
      const bool counts = truth.weights.empty() || truth.weights[i] > 0;
      if (!counts || !std::isnan(truth.naive_square[i])) continue;
      without.insert(truth.series[i]);
      if (!first) first = fold.held_out[i];
    }
    if (!first) return;
    throw UserError(
        ExitCode::data,
        fmt::format("{} is not defined on {}: {} {}{}", framed_.metric->name, part, name_of(*first),
                    lack_of(fold, ground_.series[*first]), more(without.size() - 1)),
        "cut later or less often, so that more rows come before, or take a metric "
        "without such a scale: mae, rmse");
  }

 private:
  std::string name_of(RowIndex row) const {
    const std::string& group = workflow_.project().define.group;
    if (group.empty()) return "the series";
    return fmt::format("the series of {} '{}'", group, framed_.read.table.find(group)->text(row));
  }

  /// Why there is no naive error in the training rows of a series.
  std::string lack_of(const Fold& fold, std::int32_t series) const {
    std::size_t rows = 0;
    for (const RowIndex row : fold.train) rows += ground_.series[row] == series;
    const std::size_t season = ground_.season;
    if (rows == 0) return "has no row to learn from";
    if (rows <= season)
      return fmt::format("has {} to learn from, and a naive error {}takes {}", counted(rows, "row"),
                         season > 1 ? fmt::format("over a season of {} ", season) : "", season + 1);
    return fmt::format("{} in the {} to learn from, so that its naive error is 0",
                       season > 1 ? "repeats its seasons" : "is constant", counted(rows, "row"));
  }

  static std::string more(std::size_t count) {
    if (count == 0) return "";
    return fmt::format(" (and so for {} more)", count);
  }

  const Workflow& workflow_;
  const Framed& framed_;
  harness::Ground ground_;
};

}  // namespace

bool has_scales(const Workflow& workflow, const Framed& framed) {
  try {
    require_scales(workflow, framed);
  } catch (const UserError&) {
    return false;
  }
  return true;
}

void require_scales(const Workflow& workflow, const Framed& framed) {
  if (!framed.metric->needs_series) return;
  const ScaleCheck check(workflow, framed);
  at_option(workflow, "define.metric", [&] {
    for (const Fold& fold : framed.ground.folds)
      check.require(fold, fmt::format("fold {}", fold.number + 1));
    if (!framed.outer.held_out.empty()) check.require(framed.outer, "the test set");
  });
}

}  // namespace dlflow::stages
