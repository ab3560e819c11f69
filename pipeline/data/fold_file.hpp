#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pipeline/data/table.hpp"

namespace dlflow::data {

/// The folds that a file deals: a line for each row of the table, in order, with the row's fold in
/// each repeat between commas: "3,0,7". Nothing or -1 between commas is no fold. Gives one text
/// column a repeat; empty where a row has no fold. `file` is its name, for messages.
/// Throws UserError (data) when the lines are not `rows`, or differ in their number of repeats.
std::vector<Column> fold_columns(std::string_view text, const std::string& file, std::size_t rows);

}  // namespace dlflow::data
