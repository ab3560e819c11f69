#include "pipeline/config/origins.hpp"

#include "core/base/text.hpp"

namespace dlflow::config {
namespace {

using schema::Node;
using Origins = std::map<std::string, std::string>;

std::string origin_of(const Node& given) {
  const Place& place = given.place;
  if (place.file.empty()) return "default";
  return place.line > 0 ? place.file + ":" + std::to_string(place.line) : place.file;
}

bool is_leaf(const Node& node) { return node.items.empty() && node.entries.empty(); }

/// The same text, or the same number written otherwise (0.20 and 0.2).
bool same_scalar(const std::string& a, const std::string& b) {
  const auto x = parse_number(a), y = parse_number(b);
  return a == b || (x && y && *x == *y);
}

/// Whether a value of the long form is what a short form gave. An empty map is a kind without
/// options, given by its name.
bool is_given(const Node::Entry& entry, const Node& given) {
  if (given.is_scalar())
    return entry.value.is_scalar() ? same_scalar(entry.value.text, given.text)
                                   : is_leaf(entry.value) && entry.key == given.text;
  return given.is_list() && entry.value.is_list() && entry.value.items.size() == given.items.size();
}

class Walk {
 public:
  explicit Walk(Origins& out) : out_(out) {}

  void operator()(const Node* given, const Node& resolved, const std::string& path,
                  const std::string& name) {
    if (is_leaf(resolved)) {
      out_[path] = given ? origin_of(*given) : "default";
    } else if (resolved.is_list()) {
      for (std::size_t i = 0; i < resolved.items.size(); ++i) {
        const std::string step = std::to_string(i);
        const bool has = given && given->is_list() && i < given->items.size();
        (*this)(has ? &given->items[i] : nullptr, resolved.items[i], schema::path_join(path, step),
                step);
      }
    } else if (given && (given->is_scalar() || given->is_list())) {
      short_form(*given, resolved, path);
    } else {
      map(given, resolved, path, name);
    }
  }

 private:
  void map(const Node* given, const Node& resolved, const std::string& path,
           const std::string& name) {
    for (const Node::Entry& entry : resolved.entries) {
      const Node* value = given ? given->find(entry.key) : nullptr;
      // A named kind without `kind` is of the kind it is named after.
      const bool is_named =
          given && entry.key == "kind" && entry.value.is_scalar() && entry.value.text == name;
      (*this)(value || !is_named ? value : given, entry.value, schema::path_join(path, entry.key),
              entry.key);
    }
  }

  /// The first value that is what was given counts as given; everything else is a default.
  void short_form(const Node& given, const Node& resolved, const std::string& path) {
    bool is_found = false;
    for (const Node::Entry& entry : resolved.entries) {
      const bool is_it = !is_found && is_given(entry, given);
      is_found = is_found || is_it;
      (*this)(is_it ? &given : nullptr, entry.value, schema::path_join(path, entry.key), entry.key);
    }
  }

  Origins& out_;
};

}  // namespace

Origins origins(const Node& given, const Node& resolved) {
  Origins out;
  Walk{out}(&given, resolved, "", "");
  return out;
}

}  // namespace dlflow::config
