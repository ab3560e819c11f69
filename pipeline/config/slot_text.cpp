#include "pipeline/config/slot_text.hpp"

#include "core/base/text.hpp"
#include "pipeline/config/flow_text.hpp"

namespace dlflow::config {
namespace {

using namespace schema;

std::string names_text(const Choices& family) {
  std::vector<std::string> names;
  for (const Choice* choice : family) names.push_back(choice->name);
  return join(names, ", ");
}

std::string inside(const Table& table) { return type_text(table->fields()[0].slot); }

/// "list of whole numbers", "list of maps of options".
std::string plural(const std::string& type) {
  if (type.ends_with("number")) return type + "s";
  if (type == "text") return "texts";
  return type;
}

}  // namespace

Table table_of(const Choice& choice) {
  struct Kept {
    std::shared_ptr<void> options;
    Object object;
  };
  auto kept = std::make_shared<Kept>();
  kept->options = choice.make();
  choice.describe(kept->object, kept->options.get());
  return {kept, &kept->object};
}

std::string type_text(const Slot& slot) {
  return std::visit(
      Overload{[](bool*) -> std::string { return "true or false"; },
               [](std::int64_t*) -> std::string { return "whole number"; },
               [](double*) -> std::string { return "number"; },
               [](std::string*) -> std::string { return "text"; },
               [](Node*) -> std::string { return "any value"; },
               [](const EnumSlot& s) {
                 return "one of: " +
                        join(std::vector<std::string>(s.names.begin(), s.names.end()), ", ");
               },
               [](const ObjectSlot&) -> std::string { return "map of options"; },
               [](const OneOfSlot& s) { return "one kind of: " + names_text(s.family); },
               [](const ListOfSlot& s) { return "list of kinds: " + names_text(s.family); },
               [](const NamedKindsSlot& s) {
                 return "map from names to kinds: " + names_text(s.family);
               },
               [](const OptionalSlot& s) { return inside(s.table()); },
               [](const VectorSlot& s) { return "list of " + plural(inside(s.sample())); },
               [](const MapSlot& s) { return "map from names to " + plural(inside(s.sample())); }},
      slot);
}

std::string range_text(const Field& field) {
  const double infinity = std::numeric_limits<double>::infinity();
  const bool has_low = field.low != -infinity, has_high = field.high != infinity;
  const std::string low = shortest(field.low), high = shortest(field.high);
  if (has_low && has_high && !field.low_open && !field.high_open)
    return "between " + low + " and " + high;
  std::string out;
  if (has_low) out = (field.low_open ? "above " : "at least ") + low;
  if (has_low && has_high) out += " and ";
  if (has_high) out += (field.high_open ? "below " : "at most ") + high;
  return out;
}

std::string default_text(const Object& object, const Field& field) {
  if (field.is_required) return "required";
  if (!field.default_text.empty()) return field.default_text;
  if (std::holds_alternative<ObjectSlot>(field.slot)) return "";
  const Node values = dump(object);
  const Node* value = values.find(field.name);
  return value ? flow_text(*value) : "not set";
}

const Choices* family_of(const Slot& slot) {
  if (const auto* one = std::get_if<OneOfSlot>(&slot)) return &one->family;
  if (const auto* list = std::get_if<ListOfSlot>(&slot)) return &list->family;
  if (const auto* named = std::get_if<NamedKindsSlot>(&slot)) return &named->family;
  return nullptr;
}

}  // namespace dlflow::config
