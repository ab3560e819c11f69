#include <fmt/format.h>

#include <algorithm>

#include "pipeline/data/reader.hpp"
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
