#pragma once

#include "pipeline/harness/harness.hpp"

namespace dlflow::harness {

/// What predictions of some rows are judged by: their target and, of time series, the naive errors
/// of each series in the rows that were learnt from.
data::Target truth_of(const Ground& ground, const std::vector<data::RowIndex>& learnt_from,
                      std::span<const data::RowIndex> rows);
/// The same of the rows that a fold holds out.
data::Target truth_of(const Ground& ground, const data::Fold& fold);

}  // namespace dlflow::harness
