#include <cmath>

#include "core/base/text.hpp"
#include "core/schema/schema.hpp"

namespace dlflow::schema {
namespace {

Node dump_object(const Object& object, const Object* defaults);

Node options_of(const Chosen& chosen) {
  const std::shared_ptr<void> fresh = chosen.choice->make();
  Object object, defaults;
  chosen.choice->describe(object, chosen.options.get());
  chosen.choice->describe(defaults, fresh.get());
  return dump_object(object, &defaults);
}

/// The node of one member, or none where it has nothing to say. `fresh` is the same member with
/// its default, where that is known.
class SlotDumper {
 public:
  explicit SlotDumper(const Slot* fresh) : fresh_(fresh) {}
  using Result = std::optional<Node>;

  Result operator()(bool* value) const { return Node::scalar(*value ? "true" : "false"); }
  Result operator()(std::int64_t* value) const { return Node::scalar(std::to_string(*value)); }
  /// A member that is not finite can only be a default: YAML cannot say it.
  Result operator()(double* value) const {
    if (!std::isfinite(*value)) return std::nullopt;
    return Node::scalar(shortest(*value));
  }
  Result operator()(std::string* value) const { return Node::scalar(*value); }
  Result operator()(Node* value) const {
    if (value->is_null()) return std::nullopt;
    return *value;
  }
  Result operator()(const EnumSlot& slot) const {
    return Node::scalar(std::string(slot.names[static_cast<std::size_t>(slot.get())]));
  }
  Result operator()(const ObjectSlot& slot) const {
    const auto* fresh = fresh_ ? std::get_if<ObjectSlot>(fresh_) : nullptr;
    return dump_object(*slot.table, fresh ? fresh->table.get() : nullptr);
  }
  Result operator()(const OneOfSlot& slot) const {
    if (!*slot.chosen) return std::nullopt;
    return dump(*slot.chosen);
  }
  Result operator()(const ListOfSlot& slot) const {
    Node list = Node::list({});
    for (const Chosen& chosen : *slot.items) list.items.push_back(dump(chosen));
    return list;
  }
  Result operator()(const NamedKindsSlot& slot) const {
    Node map = Node::map();
    for (const NamedChosen& entry : *slot.entries) {
      Node& value = map.at(entry.name);
      value.at("kind") = Node::scalar(entry.chosen.choice->name);
      for (Node::Entry& option : options_of(entry.chosen).entries)
        value.entries.push_back(std::move(option));
    }
    return map;
  }
  /// Left out when it is not set, unless the default is set: then it must be unset again.
  Result operator()(const OptionalSlot& slot) const {
    if (slot.has()) return element(*slot.table());
    const auto* fresh = fresh_ ? std::get_if<OptionalSlot>(fresh_) : nullptr;
    if (fresh && fresh->has()) return Node::scalar("none");
    return std::nullopt;
  }
  Result operator()(const VectorSlot& slot) const {
    Node list = Node::list({});
    for (std::size_t i = 0; i < slot.size(); ++i)
      list.items.push_back(element(*slot.table(i)).value_or(Node{}));
    return list;
  }
  Result operator()(const MapSlot& slot) const {
    Node map = Node::map();
    for (std::size_t i = 0; i < slot.size(); ++i)
      map.at(slot.key(i)) = element(*slot.table(i)).value_or(Node{});
    return map;
  }

 private:
  static Result element(const Object& table) {
    return std::visit(SlotDumper(nullptr), table.fields()[0].slot);
  }
  const Slot* fresh_;
};

Node dump_object(const Object& object, const Object* defaults) {
  Node map = Node::map();
  for (const Field& field : object.fields()) {
    const Field* fresh = defaults ? defaults->find(field.name) : nullptr;
    if (auto value = std::visit(SlotDumper(fresh ? &fresh->slot : nullptr), field.slot))
      map.at(field.name) = std::move(*value);
  }
  return map;
}

}  // namespace

Node dump(const Object& object) { return dump_object(object, nullptr); }

Node dump(const Chosen& chosen) {
  DLFLOW_REQUIRE(chosen.choice, "only a chosen kind can be written");
  Node map = Node::map();
  map.at(chosen.choice->name) = options_of(chosen);
  return map;
}

}  // namespace dlflow::schema
