#pragma once

#include "core/base/archive.hpp"
#include "pipeline/views/transform.hpp"

/// Columns that are mostly 0, of steps that make many of them.
namespace dlflow::views {

/// Whether a step's columns are written as sparse ones.
enum class WriteSparse { automatic, always, never };
std::span<const std::string_view> names_of(WriteSparse);
void describe_sparse(schema::Object& o, WriteSparse& x);

/// Whether `columns` are written so, of which a row has `filled` values that are not 0, at most.
bool writes_sparse(WriteSparse wanted, std::size_t columns, std::size_t filled,
                   const StepContext& context);

/// An entry only where the columns are sparse.
void save_sparse(bool is_sparse, Archive& archive);
bool load_sparse(const Archive& archive);

/// The names of columns behind the numbers of a layout, or as its sparse ones.
std::vector<std::string>& names_for(bool is_sparse, Layout& layout);
/// Columns, as values of a graph, behind the numbers of a block, or as its sparse ones.
void add_lowered(bool is_sparse, const graph::Expression& columns, LoweredBlock& block);

}  // namespace dlflow::views
