#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "pipeline/data/reader.hpp"
#include "pipeline/data/time_splits.hpp"
#include "pipeline/project/split_rules.hpp"
#include "pipeline/stages/splitting.hpp"

namespace dlflow::stages {

std::vector<Role> roles_of(const project::Project& project) {
  const auto& define = project.define;
  const std::vector<Role> all = {
      {"define.group", define.group, "it tells which rows belong together"},
      {"define.time", define.time, "it is the time"},
      {"define.weight", define.weight, "it holds the weights"},
      {"define.test.hash", define.test.hash, "it decides the test set"},
      {"define.test.column", define.test.column, "it decides the test set"},
      {"define.test.group", define.test.group, "it tells which rows belong together"},
      {"evaluate.cross_validation.column", project.evaluate.cross_validation.column,
       "it names the folds"}};
  std::vector<Role> given;
  std::ranges::copy_if(all, std::back_inserter(given),
                       [](const Role& role) { return !role.column.empty(); });
  return given;
}

void read_series(const project::Project& project, Framed& framed,
                 const std::vector<data::RowIndex>& rows) {
  const auto& define = project.define;
  if (framed.target.classes > 0 || !project::is_over_time(define, project.evaluate)) return;
  framed.ground.season = static_cast<std::size_t>(define.season);
  framed.ground.time = define.time;
  framed.ground.group = define.group;
  framed.ground.series.assign(framed.read.table.rows(), 0);
  framed.ground.steps.assign(framed.read.table.rows(), 0);
  const data::Column* column =
      define.group.empty() ? nullptr : framed.read.table.find(define.group);
  std::map<std::string, std::int32_t> numbers;
  std::vector<std::int64_t> lengths;
  for (const data::RowIndex row : rows) {
    const auto next = static_cast<std::int32_t>(numbers.size());
    const std::int32_t series =
        numbers.emplace(column ? column->text(row) : "", next).first->second;
    lengths.resize(numbers.size());
    framed.ground.series[row] = series;
    framed.ground.steps[row] = lengths[static_cast<std::size_t>(series)]++;
  }
}

std::optional<std::string> shared_times(const project::Project& project, const Framed& framed,
                                        const std::vector<data::RowIndex>& rows) {
  const auto& define = project.define;
  if (framed.ground.series.empty() || define.time.empty() || !define.group.empty())
    return std::nullopt;
  const auto starts = data::time_starts(*framed.read.table.find(define.time), rows);
  const auto shared = static_cast<std::size_t>(std::ranges::count(starts, false));
  if (shared == 0) return std::nullopt;
  return fmt::format(
      "{} of {} rows {} the time of the row before: where the rows are of several series, name "
      "their column in define.group, or naive forecasts and what they scale go from one to another",
      counted(shared), counted(rows.size()), shared == 1 ? "has" : "have");
}

void read_weights(const Workflow& workflow, Framed& framed,
                  const std::vector<data::RowIndex>& rows) {
  const std::string& name = workflow.project().define.weight;
  if (name.empty()) return;
  at_option(workflow, "define.weight", [&] {
    const data::Column column = data::as_number(*framed.read.table.find(name));
    framed.target.weights.assign(column.size(), 0);
    double sum = 0;
    for (const data::RowIndex row : rows) {
      const auto refuse = [&](const std::string& what) {
        throw UserError(ExitCode::data, fmt::format("row {}, column '{}': {}", row + 1, name, what),
                        "a weight is a number from 0 on; 0 leaves the row out");
      };
      if (column.is_missing(row)) refuse("the weight is missing");
      if (column.numbers[row] < 0)
        refuse(fmt::format("the weight is negative, got {}", column.text(row)));
      framed.target.weights[row] = column.numbers[row];
      sum += column.numbers[row];
    }
    if (!(sum > 0)) throw UserError(ExitCode::data, "every weight in '" + name + "' is 0");
  });
}

}  // namespace dlflow::stages
