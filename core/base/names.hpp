#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace dlflow {

/// For an enum whose names, in the order of its values, a function `names_of(Enum)` beside it
/// gives.
template <class Enum>
std::string_view value_name(Enum value) {
  return names_of(value)[static_cast<std::size_t>(value)];
}

/// The value of that name; none when no value has it.
template <class Enum>
std::optional<Enum> value_named(std::string_view name) {
  const auto names = names_of(Enum{});
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i] == name) return static_cast<Enum>(i);
  return std::nullopt;
}

}  // namespace dlflow
