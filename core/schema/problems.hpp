#pragma once

// How loading words its problems. Used inside core/schema alone.

#include <optional>
#include <string>
#include <vector>

#include "core/schema/schema.hpp"

namespace dlflow::schema {

/// "'abc'", "the text '5'" when quoted, "nothing", "a list", "a map".
std::string shown(const Node& node);

/// Adds "expected <wanted>, got <shown>" at the node.
void expected(std::string_view wanted, const Node& node, const std::string& path,
              std::vector<Problem>& problems, std::string hint = "");

/// "must be at least 1, got 0" when the value is outside of the field's range, NaN included.
std::optional<std::string> range_problem(const Field& field, double value, std::string_view text);

/// The bare kind names of a family, in its order.
std::vector<std::string> names_in(const Choices& family);

/// What a null value of an option means.
enum class Null { refused, all_defaults };

/// Reads a node into the member behind one field.
void load_field(const Node& node, const Field& field, const std::string& path, Null null,
                std::vector<Problem>& problems);
void load_named(const Node& node, const NamedKindsSlot& slot, const std::string& path,
                std::vector<Problem>& problems);

}  // namespace dlflow::schema
