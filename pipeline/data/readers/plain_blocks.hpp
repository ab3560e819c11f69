#pragma once

#include "pipeline/data/readers/row_filler.hpp"

namespace dlflow::data {

/// Reads rows in blocks on some threads until a record must be read by records.next(). The columns
/// are the same for any number of threads. `row` is the number of the last row; problems are those
/// that reading row by row finds.
void fill_from_plain_blocks(Records& records, RowFiller& filler, int threads, std::uint64_t& row,
                            ProblemList& problems);

}  // namespace dlflow::data
