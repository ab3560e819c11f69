#include "pipeline/config/option_tree.hpp"

#include <algorithm>
#include <deque>
#include <functional>
#include <set>

#include "core/base/text.hpp"

namespace dlflow::config {
namespace {

using namespace schema;

/// The table of one field "value" behind a container slot, or nullptr.
Table element_of(const Slot& slot) {
  if (const auto* optional = std::get_if<OptionalSlot>(&slot)) return optional->table();
  if (const auto* list = std::get_if<VectorSlot>(&slot)) return list->sample();
  if (const auto* map = std::get_if<MapSlot>(&slot)) return map->sample();
  return nullptr;
}

/// A table that keeps another one alive: a nested table points into the value its parent keeps.
Table kept_with(const Table& child, Table parent) {
  if (!parent) return child;
  struct Pair {
    Table child, parent;
  };
  auto both = std::make_shared<Pair>(Pair{child, std::move(parent)});
  return {both, both->child.get()};
}

/// The field at the end of a chain of containers; `owner` keeps what it lies in.
const Field* innermost(const Field& field, Table& owner) {
  const Field* at = &field;
  while (Table element = element_of(at->slot)) {
    owner = kept_with(element, owner);
    at = &owner->fields()[0];
  }
  return at;
}

bool is_index(std::string_view step) { return parse_integer(step).has_value(); }

[[noreturn]] void unknown(const std::string& path, const std::string& step,
                          const std::vector<std::string>& names, const std::string& what) {
  throw UserError(
      ExitCode::usage,
      "unknown " + what + " '" + step + "'" + (path.empty() ? "" : " in '" + path + "'"),
      suggestion(step, names));
}

std::vector<std::string> field_names(const Object& object) {
  std::vector<std::string> names;
  for (const Field& field : object.fields()) names.push_back(field.name);
  return names;
}

/// One walk along the steps of a path.
class Finder {
 public:
  Finder(const Table& root, std::vector<std::string> steps)
      : steps_(std::move(steps)), topic_{"", root, nullptr, nullptr} {}

  Topic find() {
    while (at_ < steps_.size()) {
      enter_field();
      if (at_ < steps_.size()) leave_field();
    }
    return topic_;
  }

 private:
  void enter_field() {
    const Field* field = topic_.table->find(steps_[at_]);
    if (!field) unknown(topic_.path, steps_[at_], field_names(*topic_.table), "option");
    topic_.path = path_join(topic_.path, steps_[at_++]);
    topic_.field = field;
    topic_.choice = nullptr;
  }

  /// Steps from a field into what lies below it.
  void leave_field() {
    const Field& field = *topic_.field;
    Table owner;
    if (const Choices* family = family_below(field, owner)) {
      skip_names(field, nullptr);
      if (at_ < steps_.size()) enter_kind(*family);
      return;
    }
    const Table below = table_below(topic_.table, field);
    skip_names(field, below.get());
    if (at_ == steps_.size()) return;
    if (!below)
      throw UserError(ExitCode::usage, "'" + topic_.path + "' has no option '" + steps_[at_] + "'",
                      "it is a value: " + type_text(field.slot));
    topic_ = {topic_.path, below, nullptr, nullptr};
  }

  /// Passes over an index of a list and over the name of a map's entry.
  void skip_names(const Field& field, const Object* below) {
    Table owner;
    for (const Field* at = &field; at_ < steps_.size();) {
      const bool is_list = std::holds_alternative<VectorSlot>(at->slot) ||
                           std::holds_alternative<ListOfSlot>(at->slot);
      const bool is_map = std::holds_alternative<MapSlot>(at->slot);
      if (is_list && is_index(steps_[at_]))
        ++at_;
      else if (is_map && !(below && below->find(steps_[at_])))
        ++at_;
      const Table element = element_of(at->slot);
      if (!element) return;
      owner = element;
      at = &owner->fields()[0];
    }
  }

  void enter_kind(const Choices& family) {
    const Choice* choice = find_choice(family, steps_[at_]);
    if (!choice) {
      std::vector<std::string> names;
      for (const Choice* known : family) names.push_back(known->name);
      unknown(topic_.path, steps_[at_], names, "kind");
    }
    topic_ = {path_join(topic_.path, steps_[at_++]), table_of(*choice), nullptr, choice};
  }

  std::vector<std::string> steps_;
  std::size_t at_ = 0;
  Topic topic_;
};

/// Calls `visit` for every option and kind, those of the upper levels first, so that the options of
/// a kind, which are met once, are those of the place where it stands by itself.
void walk(const Table& root,
          const std::function<void(const Topic&, const std::string& name)>& visit) {
  std::set<const Choice*> entered;
  std::deque<std::pair<Table, std::string>> waiting = {{root, ""}};
  for (; !waiting.empty(); waiting.pop_front()) {
    const auto [table, path] = waiting.front();
    for (const Field& field : table->fields()) {
      const std::string here = path_join(path, field.name);
      visit({here, table, &field, nullptr}, field.name);
      Table owner;
      if (const Choices* family = family_below(field, owner)) {
        for (const Choice* choice : *family) {
          const Table kind = table_of(*choice);
          visit({path_join(here, choice->name), kind, nullptr, choice}, choice->name);
          if (entered.insert(choice).second)
            waiting.emplace_back(kind, path_join(here, choice->name));
        }
      } else if (const Table below = table_below(table, field)) {
        waiting.emplace_back(below, here);
      }
    }
  }
}

}  // namespace

Table table_below(const Table& parent, const Field& field) {
  Table owner = parent;
  const Field* last = innermost(field, owner);
  const auto* object = std::get_if<ObjectSlot>(&last->slot);
  return object ? kept_with(object->table, owner) : nullptr;
}

const Choices* family_below(const Field& field, Table& owner) {
  return family_of(innermost(field, owner)->slot);
}

Topic find_topic(const Table& root, std::string_view path) {
  return Finder(root, path.empty() ? std::vector<std::string>{} : parse_path(path)).find();
}

std::vector<Topic> find_everywhere(const Table& root, std::string_view name) {
  std::vector<Topic> found;
  walk(root, [&](const Topic& topic, const std::string& its_name) {
    if (its_name == name) found.push_back(topic);
  });
  return found;
}

std::vector<std::string> all_names(const Table& root) {
  std::vector<std::string> names;
  std::set<std::string> known;
  walk(root, [&](const Topic&, const std::string& name) {
    if (known.insert(name).second) names.push_back(name);
  });
  return names;
}

}  // namespace dlflow::config
