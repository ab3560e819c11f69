#include "pipeline/report/policy.hpp"

#include <cstdint>

#include "core/base/text.hpp"
#include "pipeline/files/files.hpp"

namespace dlflow::report {
namespace {

std::uint32_t digit(char c) {
  return static_cast<std::uint32_t>(c <= '9' ? c - '0' : c - 'a' + 10);
}

/// The bytes that lower-case hex stands for.
std::string bytes_of_hex(std::string_view hex) {
  std::string out;
  for (std::size_t at = 0; at + 1 < hex.size(); at += 2)
    out += static_cast<char>(digit(hex[at]) << 4 | digit(hex[at + 1]));
  return out;
}

}  // namespace

std::string content_policy(std::string_view style, bool has_pictures) {
  return "default-src 'none'; style-src 'sha256-" + base64(bytes_of_hex(files::sha256(style))) +
         (has_pictures ? "'; img-src data:; " : "'; ") + "base-uri 'none'; form-action 'none'";
}

}  // namespace dlflow::report
