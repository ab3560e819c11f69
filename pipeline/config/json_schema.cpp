#include "pipeline/config/json_schema.hpp"

#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "pipeline/config/slot_text.hpp"

namespace dlflow::config {
namespace {

using namespace schema;
using Json = nlohmann::ordered_json;

/// A value as an editor's YAML reader sees it.
Json value_json(const Node& node) {
  if (node.is_null()) return nullptr;
  if (node.is_list()) {
    Json list = Json::array();
    for (const Node& item : node.items) list.push_back(value_json(item));
    return list;
  }
  if (node.is_map()) {
    Json map = Json::object();
    for (const Node::Entry& entry : node.entries) map[entry.key] = value_json(entry.value);
    return map;
  }
  return node.text;
}

class Builder {
 public:
  Json object(const Object& table) {
    Json properties = Json::object(), required = Json::array();
    for (const Field& field : table.fields()) {
      properties[field.name] = described(table, field);
      if (field.is_required) required.push_back(field.name);
    }
    Json out{{"type", "object"}, {"additionalProperties", false}, {"properties", properties}};
    if (!required.empty()) out["required"] = required;
    return with_short_forms(out, table);
  }

  Json take_defs() { return std::move(defs_); }

 private:
  Json with_short_forms(const Json& long_form, const Object& table) {
    Json forms = Json::array({long_form});
    for (const std::string& name : {table.scalar_form(), table.number_form(), table.list_form()})
      if (const Field* field = name.empty() ? nullptr : table.find(name))
        forms.push_back(slot(*field));
    return forms.size() == 1 ? long_form : Json{{"oneOf", forms}};
  }

  Json described(const Object& table, const Field& field) {
    Json out = slot(field);
    out["description"] = field.unit.empty() ? field.doc : field.doc + " In " + field.unit + ".";
    add_default(table, field, out);
    return out;
  }

  static void add_default(const Object& table, const Field& field, Json& out) {
    if (field.is_required || !field.default_text.empty()) return;
    if (std::holds_alternative<ObjectSlot>(field.slot) || family_of(field.slot)) return;
    if (const auto* value = std::get_if<bool*>(&field.slot))
      out["default"] = **value;
    else if (const auto* whole = std::get_if<std::int64_t*>(&field.slot))
      out["default"] = **whole;
    else if (const auto* number = std::get_if<double*>(&field.slot);
             number && std::isfinite(**number))
      out["default"] = **number;
    else if (const Node values = dump(table); const Node* text = values.find(field.name)) {
      if (text->is_scalar()) out["default"] = value_json(*text);
    }
  }

  static Json ranged(const char* type, const Field& field) {
    const double infinity = std::numeric_limits<double>::infinity();
    Json out{{"type", type}};
    if (field.low != -infinity) out[field.low_open ? "exclusiveMinimum" : "minimum"] = field.low;
    if (field.high != infinity) out[field.high_open ? "exclusiveMaximum" : "maximum"] = field.high;
    return out;
  }

  /// The range of a list of numbers is the range of each.
  Json element(const Object& table, const Field& outer) {
    Field inside = outer;
    inside.slot = table.fields()[0].slot;
    return slot(inside);
  }

  static Json or_null(const Json& value) {
    return {{"anyOf", Json::array({value, Json{{"type", "null"}}})}};
  }

  Json slot(const Field& field) {
    return std::visit(
        Overload{[](bool*) -> Json {
                   return {{"type", "boolean"}};
                 },
                 [&](std::int64_t*) { return ranged("integer", field); },
                 [&](double*) { return ranged("number", field); },
                 // A text option takes any scalar: `target: 5` is a name as well.
                 [](std::string*) -> Json {
                   return {{"type", Json::array({"string", "number", "boolean"})}};
                 },
                 [](Node*) -> Json { return Json::object(); },
                 [](const EnumSlot& s) -> Json {
                   Json names = Json::array();
                   for (const std::string_view name : s.names) names.push_back(std::string(name));
                   return {{"enum", names}};
                 },
                 [&](const ObjectSlot& s) { return object(*s.table); },
                 [&](const OneOfSlot& s) { return chosen(s.family); },
                 [&](const ListOfSlot& s) -> Json {
                   return {{"type", "array"}, {"items", chosen(s.family)}};
                 },
                 [&](const NamedKindsSlot& s) { return named(s.family); },
                 [&](const OptionalSlot& s) { return optional(s, field); },
                 [&](const VectorSlot& s) -> Json {
                   const Json inside = element(*s.sample(), field);
                   const Json list = {{"type", "array"}, {"items", inside}};
                   return field.takes_one ? Json{{"anyOf", {inside, list}}} : list;
                 },
                 [&](const MapSlot& s) -> Json {
                   return {{"type", "object"},
                           {"additionalProperties", or_null(element(*s.sample(), field))}};
                 }},
        field.slot);
  }

  Json optional(const OptionalSlot& optional, const Field& field) {
    const Table table = optional.table();
    const Json inside = element(*table, field);
    if (!std::holds_alternative<ObjectSlot>(table->fields()[0].slot)) return inside;
    return {{"anyOf", Json::array({inside, Json{{"type", "null"}}, Json{{"const", "none"}}})}};
  }

  /// A bare name, or a map with one key.
  Json chosen(const Choices& family) {
    Json bare = Json::array(), forms = Json::array();
    for (const Choice* choice : family) {
      const Table table = table_of(*choice);
      bool is_bare = true;
      for (const Field& field : table->fields()) is_bare = is_bare && !field.is_required;
      if (is_bare) bare.push_back(choice->name);
      const Json options = Json{{"$ref", reference(*choice, false)}};
      forms.push_back({{"type", "object"},
                       {"additionalProperties", false},
                       {"required", Json::array({choice->name})},
                       {"properties", {{choice->name, is_bare ? or_null(options) : options}}}});
    }
    if (!bare.empty()) forms.insert(forms.begin(), Json{{"enum", bare}});
    return {{"oneOf", forms}};
  }

  /// Any name with `kind`; the name of a kind without it.
  Json named(const Choices& family) {
    Json properties = Json::object(), kinds = Json::array();
    for (const Choice* choice : family)
      kinds.push_back({{"$ref", reference(*choice, true)}, {"required", Json::array({"kind"})}});
    for (const Choice* choice : family) {
      Json forms = kinds;
      forms.push_back({{"$ref", reference(*choice, false)}});
      forms.push_back({{"type", "null"}});
      properties[choice->name] = {{"description", choice->doc}, {"anyOf", forms}};
    }
    return {{"type", "object"},
            {"properties", properties},
            {"additionalProperties", {{"anyOf", kinds}}}};
  }

  /// The definition of a kind, made when first needed; `is_named` adds the option `kind`.
  std::string reference(const Choice& choice, bool is_named) {
    std::string& name = names_[{&choice, is_named}];
    if (!name.empty()) return "#/$defs/" + name;
    const std::string base = choice.name + (is_named ? "_named" : "");
    name = base;
    for (int i = 2; defs_.contains(name); ++i) name = base + "_" + std::to_string(i);
    const std::string made = name;
    // Taken before it is filled: a kind may hold its own family (layers within a layer).
    defs_[made] = Json::object();
    const Table table = table_of(choice);
    std::string kind = choice.name;
    if (is_named) add_kind(*table, kind, choice);
    Json definition = object(*table);
    definition["description"] = choice.doc;
    if (is_named) set_kind(definition, choice.name);
    defs_[made] = std::move(definition);
    return "#/$defs/" + made;
  }

  static void add_kind(Object& table, std::string& value, const Choice& choice) {
    table.field("kind", value, "The kind, where the entry has another name: " + choice.name + ".");
  }

  static void set_kind(Json& definition, const std::string& name) {
    Json& long_form = definition.contains("oneOf") ? definition["oneOf"][0] : definition;
    long_form["properties"]["kind"] = {{"const", name}};
  }

  Json defs_ = Json::object();
  std::map<std::pair<const Choice*, bool>, std::string> names_;
};

}  // namespace

std::string json_schema(const Object& root, const std::string& title) {
  Builder builder;
  Json out{{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"title", title}};
  out.update(builder.object(root));
  out["$defs"] = builder.take_defs();
  return out.dump(2);
}

}  // namespace dlflow::config
