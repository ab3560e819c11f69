#pragma once

#include <string>
#include <vector>

#include "pipeline/data/table.hpp"

namespace dlflow::stages {

/// Of each of these columns, where it has values that differ in case or in the spaces around and
/// between words alone, a sentence that says so: often one value written in two ways.
std::vector<std::string> alike_value_notes(const data::Table& table,
                                           const std::vector<std::string>& columns);

}  // namespace dlflow::stages
