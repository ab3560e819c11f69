#include <algorithm>

#include "core/base/text.hpp"
#include "core/schema/problems.hpp"

namespace dlflow::schema {
namespace {

/// A value that is not there stands where its key stands.
Node value_of(const Node::Entry& entry) {
  Node value = entry.value;
  if (value.is_null()) value.place = entry.key_place;
  return value;
}

void refuse_entries(const Node& node, const Choices& family, std::vector<Problem>& problems,
                    const std::string& path) {
  std::string hint = "one of: " + join(names_in(family), ", ");
  for (const Node::Entry& entry : node.entries)
    if (find_choice(family, entry.key) && entry.value.is_null()) {
      hint = "indent the options of '" + entry.key + "' deeper than its name";
      break;
    }
  problems.push_back({node.place, path,
                      "expected one kind with its options, got a map of " +
                          std::to_string(node.entries.size()) + " entries",
                      hint});
}

/// The kind of an entry of named kinds and where it was said; null when `kind` is no name.
struct KindName {
  std::string name;
  Place place;
  bool is_given = false;
};

KindName kind_name(const Node::Entry& entry, const std::string& path,
                   std::vector<Problem>& problems) {
  const Node* kind = entry.value.find("kind");
  if (!kind) return {entry.key, entry.key_place, false};
  if (kind->is_scalar()) return {kind->text, kind->place, true};
  expected("the name of a kind", *kind, path_join(path, "kind"), problems);
  return {};
}

/// The kind that a map of one entry names, as in `own: {mlp: {...}}`; null when it names none.
const Choice* only_entry(const Node& value, const Choices& family) {
  return value.is_map() && value.entries.size() == 1 ? find_choice(family, value.entries[0].key)
                                                     : nullptr;
}

Node without_kind(const Node& value) {
  Node out = value;
  std::erase_if(out.entries, [](const Node::Entry& entry) { return entry.key == "kind"; });
  return out;
}

}  // namespace

const Choice* find_choice(const Choices& family, std::string_view name) {
  for (const Choice* choice : family)
    if (choice->name == name) return choice;
  return nullptr;
}

Chosen choose(const Choices& family, std::string_view name) {
  const Choice* choice = find_choice(family, name);
  DLFLOW_REQUIRE(choice, "no kind is named '" + std::string(name) + "'");
  return {choice, choice->make(), {}};
}

Chosen load_options(const Choice& choice, const Node& options, std::vector<Problem>& problems,
                    const std::string& path) {
  Chosen chosen{&choice, choice.make(), options.place};
  Object object;
  choice.describe(object, chosen.options.get());
  load(options, object, problems, path);
  return chosen;
}

Chosen load_chosen(const Node& node, const Choices& family, std::vector<Problem>& problems,
                   const std::string& path) {
  const std::string names = "one of: " + join(names_in(family), ", ");
  if (node.is_null() || node.is_list()) {
    expected("a kind", node, path, problems, names);
    return {};
  }
  if (node.is_map() && node.entries.size() != 1) {
    refuse_entries(node, family, problems, path);
    return {};
  }
  const std::string& name = node.is_map() ? node.entries[0].key : node.text;
  const Place& place = node.is_map() ? node.entries[0].key_place : node.place;
  const Choice* choice = find_choice(family, name);
  if (!choice) {
    problems.push_back(
        {place, path, "unknown kind '" + excerpt(name) + "'", suggestion(name, names_in(family))});
    return {};
  }
  Node options;
  options.place = place;
  if (node.is_map()) options = value_of(node.entries[0]);
  Chosen chosen = load_options(*choice, options, problems, path_join(path, name));
  chosen.place = place;
  return chosen;
}

void load_named(const Node& node, const NamedKindsSlot& slot, const std::string& path,
                std::vector<Problem>& problems) {
  if (!node.is_map()) return expected("a map of named kinds", node, path, problems);
  slot.entries->clear();
  for (const Node::Entry& entry : node.entries) {
    const std::string here = path_join(path, entry.key);
    const std::size_t before = problems.size();
    const KindName kind = kind_name(entry, here, problems);
    if (problems.size() > before) continue;
    const Choice* choice = find_choice(slot.family, kind.name);
    if (!choice) {
      std::string hint = suggestion(kind.name, names_in(slot.family));
      if (!kind.is_given && hint.starts_with("one of")) hint = "add 'kind: ' with " + hint;
      if (const Choice* meant = kind.is_given ? nullptr : only_entry(value_of(entry), slot.family))
        hint = "write '" + entry.key + ": {kind: " + meant->name + ", ...}' for a name of your own";
      problems.push_back({kind.place, kind.is_given ? path_join(here, "kind") : here,
                          "unknown kind '" + kind.name + "'", hint});
      continue;
    }
    NamedChosen& made = slot.entries->emplace_back();
    made.name = entry.key;
    made.source = without_kind(value_of(entry));
    made.chosen = load_options(*choice, made.source, problems, here);
    made.chosen.place = kind.place;
  }
}

}  // namespace dlflow::schema
