#pragma once

// Options in words. Used inside pipeline/config alone.

#include <string>

#include "core/schema/schema.hpp"

namespace dlflow::config {

template <class... F>
struct Overload : F... {
  using F::operator()...;
};
template <class... F>
Overload(F...) -> Overload<F...>;

/// A table with whatever it points into.
using Table = std::shared_ptr<schema::Object>;

/// The table of a kind over fresh options, which live as long as the table.
Table table_of(const schema::Choice& choice);

/// "whole number", "list of numbers", "one of: linear, relu", "one kind of: adam, sgd".
std::string type_text(const schema::Slot& slot);
/// "at least 1", "above 0 and below 1"; empty without a range.
std::string range_text(const schema::Field& field);
/// The default as flow YAML, "required", or "not set"; empty for a table, whose options have
/// theirs.
std::string default_text(const schema::Object& object, const schema::Field& field);

/// The kinds a slot takes; nullptr for slots that take none.
const schema::Choices* family_of(const schema::Slot& slot);

}  // namespace dlflow::config
