#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/error.hpp"

namespace dlflow::schema {

/// A value of a configuration as it was written: a tree of texts with their places. It knows no
/// YAML; pipeline/config makes it from YAML and writes it back.
struct Node {
  enum class Kind { null, scalar, list, map };
  struct Entry;

  Kind kind = Kind::null;
  std::string text;            ///< of a scalar, exactly as written (without quotes)
  bool is_quoted = false;      ///< a quoted scalar is text, never a number or true/false
  std::vector<Node> items;     ///< of a list
  std::vector<Entry> entries;  ///< of a map, in the order written; keys differ
  Place place;                 ///< of the value

  static Node scalar(std::string text, bool quoted = false);
  static Node list(std::vector<Node> items);
  static Node map();

  bool is_null() const { return kind == Kind::null; }
  bool is_scalar() const { return kind == Kind::scalar; }
  bool is_list() const { return kind == Kind::list; }
  bool is_map() const { return kind == Kind::map; }

  /// The entry of a map with this key; nullptr when there is none or this is no map.
  const Node* find(std::string_view key) const;
  Node* find(std::string_view key);
  /// The value under this key, appended when there is none. This must be a map or null.
  Node& at(std::string_view key);

  /// Equal values: places and quoting apart.
  bool same_value(const Node& other) const;
};

struct Node::Entry {
  std::string key;
  Place key_place;
  Node value;
};

/// The one path grammar, used in YAML, --set, search spaces, messages and the ledger:
/// names and list indices between dots, `models.own.layers.0.dense.units`. A name that contains a
/// dot stands in double quotes: `columns."a.b".kind`.
/// Throws UserError (usage) on an empty step or an unclosed quote.
std::vector<std::string> parse_path(std::string_view path);

/// `base.step`, quoting the step where the grammar needs it; the step alone for an empty base.
std::string path_join(std::string_view base, std::string_view step);

/// The node at a path: names step into maps, whole numbers into lists. nullptr when absent.
const Node* find_path(const Node& root, std::string_view path);

/// Puts `value` at a path, making the maps on the way. A scalar on the way that is the short form
/// of a kind (`optimizer: adam`, then `optimizer.adam.learning_rate`) becomes `{adam: {...}}`; a
/// list entry written as a bare kind likewise. Throws UserError when an index is past the list.
void set_path(Node& root, std::string_view path, Node value);

}  // namespace dlflow::schema
