#include "pipeline/export/onnx/wire.hpp"

#include <bit>

namespace dlflow::exporting::onnx {
namespace {

constexpr int kVarint = 0, kLength = 2, kFixed32 = 5;

void put_fixed32(std::string& out, float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  for (int i = 0; i < 4; ++i) out += static_cast<char>(bits >> (8 * i) & 0xFF);
}

}  // namespace

void Message::put_varint(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out += static_cast<char>((value & 0x7F) | 0x80);
  out += static_cast<char>(value);
}

void Message::key(int field, int type) {
  put_varint(bytes_, static_cast<std::uint64_t>(field) << 3 | static_cast<std::uint64_t>(type));
}

void Message::integer(int field, std::int64_t value) {
  key(field, kVarint);
  put_varint(bytes_, static_cast<std::uint64_t>(value));
}

void Message::real(int field, float value) {
  key(field, kFixed32);
  put_fixed32(bytes_, value);
}

void Message::text(int field, std::string_view bytes) {
  key(field, kLength);
  put_varint(bytes_, bytes.size());
  bytes_ += bytes;
}

void Message::integers(int field, const std::vector<std::int64_t>& values) {
  std::string packed;
  for (const std::int64_t value : values) put_varint(packed, static_cast<std::uint64_t>(value));
  text(field, packed);
}

void Message::reals(int field, const std::vector<float>& values) {
  std::string packed;
  for (const float value : values) put_fixed32(packed, value);
  text(field, packed);
}

}  // namespace dlflow::exporting::onnx
