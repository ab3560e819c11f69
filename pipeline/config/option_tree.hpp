#pragma once

// Steps through the option tables by path. Used inside pipeline/config alone.

#include <string>
#include <string_view>
#include <vector>

#include "pipeline/config/slot_text.hpp"

namespace dlflow::config {

/// One topic of `explain`: a table, one of its fields, or a kind.
struct Topic {
  std::string path;
  Table table;                             ///< that holds `field`, or of the kind, or the table
  const schema::Field* field = nullptr;    ///< in `table`
  const schema::Choice* choice = nullptr;  ///< set: a kind of the family in the field before
};

/// What lies below a field of a table: the table behind it, through optionals, lists and maps, or
/// nullptr. It keeps its parent alive.
Table table_below(const Table& parent, const schema::Field& field);
/// The family behind a field, through optionals, lists and maps, or nullptr. `owner` keeps it.
const schema::Choices* family_below(const schema::Field& field, Table& owner);

/// The topic at a path. Throws UserError (usage) with the nearest name.
Topic find_topic(const Table& root, std::string_view path);
/// Every option and kind of this name, each kind entered once.
std::vector<Topic> find_everywhere(const Table& root, std::string_view name);
/// The names of all options and kinds, once each, in the order met.
std::vector<std::string> all_names(const Table& root);

}  // namespace dlflow::config
