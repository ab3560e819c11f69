#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace dlflow::store {

/// A JSON text of ours: valid UTF-8, no duplicate keys, at most `kMostDepth` levels. Throws
/// CorruptFile naming `path`.
inline constexpr int kMostDepth = 16;
nlohmann::json parse_json(std::string_view bytes, const std::string& path);

}  // namespace dlflow::store
