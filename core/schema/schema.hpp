#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/schema/field.hpp"

/// One table per options struct. A free function
///
///     void describe(schema::Object& o, Options& x);
///
/// found by argument-dependent lookup, names every member once. Loading with places, ranges,
/// defaults, `--set`, `explain`, JSON Schema and the resolved configuration are functions over the
/// table. Defaults are the member initialisers. An enum joins by
///
///     std::span<const std::string_view> names_of(Enum);   // names in the order of the values
namespace dlflow::schema {

/// The table of one options struct.
class Object {
 public:
  /// A member of type bool, int64, double, string, Node, an enum, a described struct, a Chosen
  /// (see one_of), or optional<>, vector<> or vector<pair<string, struct>> of these.
  template <class T>
  Field& field(std::string name, T& value, std::string doc) {
    return add(std::move(name), std::move(doc), bind(value));
  }
  /// One kind of a family: `optimizer: adam`.
  Field& one_of(std::string name, Chosen& value, Choices family, std::string doc) {
    return add(std::move(name), std::move(doc), OneOfSlot{&value, std::move(family)});
  }
  /// A list of kinds: `layers: [{dense: {units: 8}}, dropout]`.
  Field& list_of(std::string name, std::vector<Chosen>& value, Choices family, std::string doc) {
    return add(std::move(name), std::move(doc), ListOfSlot{&value, std::move(family)});
  }
  /// A map of named kinds: `models: {ridge: , boosted: {kind: xgboost}}`.
  Field& named_kinds(std::string name, std::vector<NamedChosen>& value, Choices family,
                     std::string doc) {
    return add(std::move(name), std::move(doc), NamedKindsSlot{&value, std::move(family)});
  }

  /// A scalar given in place of the map sets this field: `dropout: 0.2`, `data: iris.csv`.
  void scalar_form(std::string field) { scalar_form_ = std::move(field); }
  /// A number in place of the map sets this field, and any other scalar that of scalar_form:
  /// `select: f_test`, `select: 3`.
  void number_form(std::string field) { number_form_ = std::move(field); }
  /// A list given in place of the map sets this field: `header: [a, b]`.
  void list_form(std::string field) { list_form_ = std::move(field); }
  /// A rule over several fields, run when all fields loaded: an error text, reported at `field`,
  /// which may be the path of a field further down.
  /// A hint may follow the text after a line break.
  void check(std::string field, std::function<std::optional<std::string>()> rule) {
    checks_.emplace_back(std::move(field), std::move(rule));
  }

  std::vector<Field>& fields() { return fields_; }
  const std::vector<Field>& fields() const { return fields_; }
  const std::string& scalar_form() const { return scalar_form_; }
  const std::string& number_form() const { return number_form_; }
  const std::string& list_form() const { return list_form_; }
  const auto& checks() const { return checks_; }
  const Field* find(std::string_view name) const;

 private:
  Field& add(std::string name, std::string doc, Slot slot) {
    Field& field = fields_.emplace_back();
    field.name = std::move(name);
    field.doc = std::move(doc);
    field.slot = std::move(slot);
    return field;
  }
  template <class T>
  static Slot bind(T& value);

  std::vector<Field> fields_;
  std::string scalar_form_, number_form_, list_form_;
  std::vector<std::pair<std::string, std::function<std::optional<std::string>()>>> checks_;
};

/// The table of a value.
template <class T>
Object table(T& options) {
  Object o;
  describe(o, options);
  return o;
}

/// Reads a node into the members of a table. Every problem is added to `problems`; the members are
/// of no use when there is any. `path` is the path of `node` itself.
void load(const Node& node, Object& object, std::vector<Problem>& problems,
          const std::string& path = "");

/// Loads fresh options of one kind; for `dropout: 0.2`, `{dense: {units: 8}}` use load_chosen.
Chosen load_options(const Choice& choice, const Node& options, std::vector<Problem>& problems,
                    const std::string& path);
/// Loads an entry of a list of kinds: a bare name, or a map with one key.
Chosen load_chosen(const Node& node, const Choices& family, std::vector<Problem>& problems,
                   const std::string& path);

/// The values of a table as a node, defaults included, in the long form, ready to be loaded again
/// to the same values.
Node dump(const Object& object);
Node dump(const Chosen& chosen);

}  // namespace dlflow::schema

#include "core/schema/bind.hpp"
