#pragma once

#include "pipeline/data/reader.hpp"

namespace dlflow::data {

/// Makes columns of dates out of those whose values are all of the form 1/2/2024, year first as
/// other dates are, where it is known what comes first: asked for, or shown by a date of the table
/// with a number beyond 12, which is noted. Columns whose kind was given as another are left alone.
/// Returns what comes first; automatic where nothing says so, or dates of the table contradict each
/// other. Throws UserError (data) where a column that was given as dates cannot be read so.
DateOrder read_slashed_dates(Table& table, DateOrder asked, const ColumnSettings& columns,
                             std::vector<std::string>& notes);

/// Writes 1/2/2024 as 2024-02-01 where the day comes first, as 2024-01-02 where the month does; a
/// text that is no such date stays.
void write_year_first(Column& column, DateOrder order);

}  // namespace dlflow::data
