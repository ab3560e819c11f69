#pragma once

// How a member becomes a slot. Included by schema.hpp alone.

#include "core/schema/schema.hpp"

namespace dlflow::schema {

template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};
template <class T>
struct IsVector : std::false_type {};
template <class T>
struct IsVector<std::vector<T>> : std::true_type {};
template <class T>
struct IsNamedVector : std::false_type {};
template <class T>
struct IsNamedVector<std::vector<std::pair<std::string, T>>> : std::true_type {};

/// A table of one field named "value" over an element of a container.
template <class T>
std::shared_ptr<Object> element_table(T& value) {
  auto object = std::make_shared<Object>();
  object->field("value", value, "");
  return object;
}

/// The same over an element that the table itself keeps alive, for documentation.
template <class T>
std::shared_ptr<Object> sample_table() {
  struct Sample {
    T value{};
    Object object;
  };
  auto sample = std::make_shared<Sample>();
  sample->object.field("value", sample->value, "");
  return {sample, &sample->object};
}

template <class T>
Slot Object::bind(T& v) {
  if constexpr (IsOptional<T>::value) {
    using Value = typename T::value_type;
    return OptionalSlot{[&v] { return v.has_value(); }, [&v] { v.emplace(); }, [&v] { v.reset(); },
                        [&v] { return v ? element_table(*v) : sample_table<Value>(); }};
  } else if constexpr (IsNamedVector<T>::value) {
    using Value = typename T::value_type::second_type;
    return MapSlot{[&v] { v.clear(); },
                   [&v] { return v.size(); },
                   [&v](std::size_t i) { return v[i].first; },
                   [&v](std::string key) { v.emplace_back(std::move(key), Value{}); },
                   [&v](std::size_t i) { return element_table(v[i].second); },
                   [] { return sample_table<Value>(); }};
  } else if constexpr (IsVector<T>::value) {
    using Value = typename T::value_type;
    static_assert(!std::is_same_v<Value, bool>, "a vector of bool has no elements to bind");
    return VectorSlot{[&v] { v.clear(); }, [&v] { return v.size(); }, [&v] { v.emplace_back(); },
                      [&v](std::size_t i) { return element_table(v[i]); },
                      [] { return sample_table<Value>(); }};
  } else if constexpr (std::is_enum_v<T>) {
    return EnumSlot{names_of(T{}), [&v](int i) { v = static_cast<T>(i); },
                    [&v] { return static_cast<int>(v); }};
  } else if constexpr (requires(Object & o) { describe(o, v); }) {
    auto child = std::make_shared<Object>();
    describe(*child, v);
    return ObjectSlot{std::move(child)};
  } else {
    return &v;
  }
}

}  // namespace dlflow::schema
