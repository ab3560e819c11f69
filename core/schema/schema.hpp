#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "core/base/error.hpp"
#include "core/schema/node.hpp"

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

class Object;

/// One kind of a family (a layer, an optimizer, a transform, a model), as the tables see it.
struct Choice {
  std::string name;     ///< as written in YAML
  std::string doc;      ///< one sentence
  std::string example;  ///< an example of its options as flow YAML, "{rate: 0.2}"; may be empty
  int version = 1;      ///< part of the keys of what the kind made; raised when its output changes
  std::function<std::shared_ptr<void>()> make;           ///< fresh options, all defaults
  std::function<void(Object&, void* options)> describe;  ///< their table
};

/// The kinds of one family, in the order they are listed. Pointers stay valid for the whole run.
using Choices = std::vector<const Choice*>;

/// A chosen kind with its loaded options: `adam`, or `{adam: {learning_rate: 0.01}}`.
struct Chosen {
  const Choice* choice = nullptr;  ///< null: nothing chosen yet
  std::shared_ptr<void> options;
  Place place;
  template <class Options>
  const Options& as() const {
    return *static_cast<const Options*>(options.get());
  }
  explicit operator bool() const { return choice != nullptr; }
};

/// A kind chosen with all defaults. Throws Bug when the family has no such kind.
Chosen choose(const Choices& family, std::string_view name);
/// nullptr when there is none.
const Choice* find_choice(const Choices& family, std::string_view name);

/// An entry of a map of kinds: `boosted: {kind: xgboost, rounds: 200}`; where `kind` is left out
/// the entry's own name is the kind.
struct NamedChosen {
  std::string name;
  Chosen chosen;
  Node source;  ///< the entry's value as written, without `kind`; a search overrides parts of it
};

// What a field can hold. `Slot` alternatives are erased views of the member.
struct EnumSlot {
  std::span<const std::string_view> names;
  std::function<void(int)> set;
  std::function<int()> get;
};
struct ObjectSlot {
  std::shared_ptr<Object> table;
};
struct OneOfSlot {
  Chosen* chosen;
  Choices family;
};
struct ListOfSlot {
  std::vector<Chosen>* items;
  Choices family;
};
struct NamedKindsSlot {
  std::vector<NamedChosen>* entries;
  Choices family;
};
/// An optional member: made when the key is given.
struct OptionalSlot {
  std::function<bool()> has;
  std::function<void()> emplace;
  std::function<void()> reset;
  std::function<std::shared_ptr<Object>()> table;  ///< a one-field object named "value"
};
/// A vector of scalars or structs.
struct VectorSlot {
  std::function<void()> clear;
  std::function<std::size_t()> size;
  std::function<void()> append;
  std::function<std::shared_ptr<Object>(std::size_t)> table;  ///< as above, of one element
  std::function<std::shared_ptr<Object>()> sample;  ///< of an element with all defaults, for docs
};
/// A map from names to values of one struct, in the order written.
struct MapSlot {
  std::function<void()> clear;
  std::function<std::size_t()> size;
  std::function<std::string(std::size_t)> key;
  std::function<void(std::string)> append;
  std::function<std::shared_ptr<Object>(std::size_t)> table;
  std::function<std::shared_ptr<Object>()> sample;
};
using Slot = std::variant<bool*, std::int64_t*, double*, std::string*, Node*, EnumSlot, ObjectSlot,
                          OneOfSlot, ListOfSlot, NamedKindsSlot, OptionalSlot, VectorSlot, MapSlot>;

/// One option. Setters return the field so that a line of a table reads as a sentence.
struct Field {
  std::string name, doc, unit;
  Slot slot;
  bool is_required = false;
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool low_open = false, high_open = false;
  bool takes_one = false;    ///< of a list: one element may stand in its place
  std::string default_text;  ///< shown where the default is made elsewhere: "follows the task"

  Field& required() {
    is_required = true;
    return *this;
  }
  Field& at_least(double v) {
    low = v;
    return *this;
  }
  Field& at_most(double v) {
    high = v;
    return *this;
  }
  Field& above(double v) {
    low = v;
    low_open = true;
    return *this;
  }
  Field& below(double v) {
    high = v;
    high_open = true;
    return *this;
  }
  Field& between(double a, double b) {
    low = a;
    high = b;
    return *this;
  }
  Field& measured_in(std::string u) {
    unit = std::move(u);
    return *this;
  }
  /// One element may be written in place of a list: `kernel_size: 3`.
  Field& or_one() {
    takes_one = true;
    return *this;
  }
  Field& default_is(std::string text) {
    default_text = std::move(text);
    return *this;
  }
};

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
  /// A list given in place of the map sets this field: `header: [a, b]`.
  void list_form(std::string field) { list_form_ = std::move(field); }
  /// A rule over several fields, run when all fields loaded: an error text, reported at `field`.
  /// A hint may follow the text after a line break.
  void check(std::string field, std::function<std::optional<std::string>()> rule) {
    checks_.emplace_back(std::move(field), std::move(rule));
  }

  std::vector<Field>& fields() { return fields_; }
  const std::vector<Field>& fields() const { return fields_; }
  const std::string& scalar_form() const { return scalar_form_; }
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
  std::string scalar_form_, list_form_;
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
