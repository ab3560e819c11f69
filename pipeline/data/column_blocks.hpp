#pragma once

#include <string>
#include <vector>

#include "pipeline/data/reader.hpp"

/// Columns that make up one image or one series a row: `{kind: image, from: p_0, to: p_63}`.
namespace dlflow::data {

/// What the settings say of each of the named columns; those within a block are numbers.
/// Throws UserError (data) when a block names columns that are not there or in another order.
std::vector<ColumnOptions> options_of_columns(const std::string& file,
                                              const std::vector<std::string>& names,
                                              const ColumnSettings& settings);

/// Puts the columns of every block together into one, which stands where the first stood. An image
/// whose pixels are whole numbers from 0 to 255 is kept as bytes, all else as floats. Missing
/// values at the end of a row end its series.
/// Throws UserError (data): another number of columns than the shape holds, a missing pixel.
void gather_blocks(Table& table, const std::string& file, const ColumnSettings& settings);

}  // namespace dlflow::data
