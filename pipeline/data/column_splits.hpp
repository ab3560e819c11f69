#pragma once

#include <span>

#include "pipeline/data/splits.hpp"

/// Cuts that the data say themselves: by the values of a column, or by row numbers.
namespace dlflow::data {

/// The rows held out whose value hashes below the share. A row's side follows from its value alone,
/// not from the other rows nor the seed, so that it stays when rows arrive; the share is met on
/// average. Throws UserError (data) at a row without a value, or when a side is empty.
Fold hold_out_by_hash(const std::vector<RowIndex>& rows, const Column& column, double share);

/// The rows held out that have `value` in the column. Throws UserError (data) when none or all do.
Fold hold_out_marked(const std::vector<RowIndex>& rows, const Column& column,
                     const std::string& value);

/// The rows held out whose numbers, from 1, are listed; those not among `rows` are passed over.
/// Throws UserError (data) at a number above `table_rows` or below 1, or when a side is empty.
Fold hold_out_listed(const std::vector<RowIndex>& rows, std::span<const long long> numbers,
                     std::size_t table_rows);

/// One fold a value of the column, in the order of its values; a row without one is always learnt
/// from. As scikit-learn's PredefinedSplit. Several columns are repeats. Throws UserError (data)
/// when no row has a value, or a fold would learn from nothing.
std::vector<Fold> predefined_folds(const std::vector<RowIndex>& rows,
                                   std::span<const Column> columns);

}  // namespace dlflow::data
