#pragma once

#include <bit>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/archive.hpp"

namespace dlflow::store {

static_assert(std::endian::native == std::endian::little, "files hold little-endian values");

/// The safetensors name of an element type.
template <class T>
constexpr std::string_view type_name() {
  if constexpr (std::is_same_v<T, float>) return "F32";
  if constexpr (std::is_same_v<T, double>) return "F64";
  if constexpr (std::is_same_v<T, std::int64_t>) return "I64";
}

inline std::string_view type_name(const ArchiveArray& array) {
  return std::visit([]<class T>(const std::vector<T>&) { return type_name<T>(); }, array.values);
}

/// The values as they lie in memory and in the file.
inline std::string_view bytes_of(const ArchiveArray& array) {
  return std::visit(
      []<class T>(const std::vector<T>& values) {
        return std::string_view(reinterpret_cast<const char*>(values.data()),
                                values.size() * sizeof(T));
      },
      array.values);
}

}  // namespace dlflow::store
