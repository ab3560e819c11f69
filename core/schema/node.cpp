#include "core/schema/node.hpp"

#include <algorithm>

namespace dlflow::schema {

Node Node::scalar(std::string text, bool quoted) {
  Node node;
  node.kind = Kind::scalar;
  node.text = std::move(text);
  node.is_quoted = quoted;
  return node;
}

Node Node::list(std::vector<Node> items) {
  Node node;
  node.kind = Kind::list;
  node.items = std::move(items);
  return node;
}

Node Node::map() {
  Node node;
  node.kind = Kind::map;
  return node;
}

const Node* Node::find(std::string_view key) const {
  for (const Entry& entry : entries)
    if (entry.key == key) return &entry.value;
  return nullptr;
}

Node* Node::find(std::string_view key) {
  for (Entry& entry : entries)
    if (entry.key == key) return &entry.value;
  return nullptr;
}

Node& Node::at(std::string_view key) {
  DLFLOW_REQUIRE(is_map() || is_null(), "only a map has entries");
  kind = Kind::map;
  if (Node* value = find(key)) return *value;
  Entry& entry = entries.emplace_back();
  entry.key = std::string(key);
  return entry.value;
}

bool Node::same_value(const Node& other) const {
  if (kind != other.kind || text != other.text || items.size() != other.items.size() ||
      entries.size() != other.entries.size())
    return false;
  const auto same = [](const Node& a, const Node& b) { return a.same_value(b); };
  if (!std::equal(items.begin(), items.end(), other.items.begin(), same)) return false;
  return std::all_of(entries.begin(), entries.end(), [&](const Entry& entry) {
    const Node* theirs = other.find(entry.key);
    return theirs && entry.value.same_value(*theirs);
  });
}

}  // namespace dlflow::schema
