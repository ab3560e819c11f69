#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/schema/choice.hpp"

namespace dlflow::schema {

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

}  // namespace dlflow::schema
