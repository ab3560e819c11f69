#include "core/base/text.hpp"
#include "pipeline/files/files.hpp"

namespace dlflow::files {
namespace {

/// Leaves room for the ending of a temporary name within the 255 bytes of common file systems.
constexpr std::size_t kLongest = 160;

bool is_plain(std::string_view point) {
  if (point.size() != 1) return false;
  const char c = point[0];
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.';
}

}  // namespace

std::string safe_name(std::string_view text) {
  std::string out;
  for (const std::string_view point : code_points(text))
    out += is_plain(point) ? point : std::string_view("-");
  if (out.empty()) return "unnamed";
  if (out[0] == '.') out[0] = '-';
  if (out.size() > kLongest) out = out.substr(0, kLongest - 9) + "-" + sha256(text).substr(0, 8);
  return out;
}

}  // namespace dlflow::files
