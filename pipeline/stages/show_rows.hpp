#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "pipeline/stages/workflow.hpp"

namespace dlflow::stages {

/// The first training rows before a view and after it, column by column, as texts.
struct ShownView {
  struct Column {
    std::string name;
    std::vector<std::string> values;  ///< one for each of the rows
  };
  std::string view;
  std::vector<data::RowIndex> rows;  ///< of the table, from 0
  std::vector<Column> before, after;
};

/// Up to `count` rows of every view, as models are fitted on them before anything is done about
/// imbalance; what prepare does as well. Throws as prepare does, and where a view cannot be
/// applied.
std::vector<ShownView> show_rows(Workflow& workflow, std::size_t count);

}  // namespace dlflow::stages
