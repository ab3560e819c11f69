#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pipeline/stages/workflow.hpp"

namespace dlflow::stages {

/// That the rows stand in the order of a column of dates which the problem does not name as its
/// time, in words; none where there is no such column, or the split knows of the order.
std::optional<std::string> unnamed_time(const project::Project& project, const data::Table& table,
                                        const std::vector<data::RowIndex>& rows);

}  // namespace dlflow::stages
