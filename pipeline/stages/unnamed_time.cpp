#include "pipeline/stages/unnamed_time.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "pipeline/data/dates.hpp"
#include "pipeline/project/split_rules.hpp"

namespace dlflow::stages {
namespace {

/// Whether dates go up from row to row, or stay for some; one that is missing or none is no order.
bool goes_up(const data::Column& column, const std::vector<data::RowIndex>& rows) {
  constexpr std::size_t kFew = 12;  // so many may stand in order by chance, or by a habit
  if (column.kind != data::ColumnKind::date || rows.size() < kFew) return false;
  std::optional<double> last;
  bool has_changed = false;
  for (const data::RowIndex row : rows) {
    const auto date = data::parse_date(column.texts[row]);
    if (!date || (last && *date < *last)) return false;
    has_changed = has_changed || (last && *date > *last);
    last = date;
  }
  return has_changed;
}

}  // namespace

std::optional<std::string> unnamed_time(const project::Project& project, const data::Table& table,
                                        const std::vector<data::RowIndex>& rows) {
  const auto& evaluate = project.evaluate.cross_validation;
  if (!project.define.time.empty() || project::is_over_time(project.define, project.evaluate) ||
      evaluate.kind == project::Folding::predefined)
    return std::nullopt;
  const auto found = std::ranges::find_if(
      table.columns, [&](const data::Column& column) { return goes_up(column, rows); });
  if (found == table.columns.end()) return std::nullopt;
  return fmt::format(
      "rows stand in the order of '{0}', but are dealt at random: models are judged between rows "
      "that they have learnt; where the future is to be predicted, set define.time to '{0}'",
      found->name);
}

}  // namespace dlflow::stages
