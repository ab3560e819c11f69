#include "pipeline/report/policy.hpp"

#include <algorithm>
#include <cstdint>

#include "pipeline/files/files.hpp"

namespace dlflow::report {
namespace {

std::uint32_t digit(char c) {
  return static_cast<std::uint32_t>(c <= '9' ? c - '0' : c - 'a' + 10);
}

/// The bytes that lower-case hex stands for, as base64 with padding (RFC 4648, 4).
std::string base64_of_hex(std::string_view hex) {
  constexpr std::string_view letters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t at = 0; at < hex.size(); at += 6) {
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < 6; ++i)
      bits = bits << 4 | (at + i < hex.size() ? digit(hex[at + i]) : 0);
    const std::size_t bytes = std::min<std::size_t>(3, (hex.size() - at) / 2);
    for (std::size_t i = 0; i < 4; ++i)
      out += i <= bytes ? letters[bits >> (18 - 6 * i) & 63] : '=';
  }
  return out;
}

}  // namespace

std::string content_policy(std::string_view style) {
  return "default-src 'none'; style-src 'sha256-" + base64_of_hex(files::sha256(style)) +
         "'; base-uri 'none'; form-action 'none'";
}

}  // namespace dlflow::report
