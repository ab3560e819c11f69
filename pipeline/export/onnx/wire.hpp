#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dlflow::exporting::onnx {

/// One message in the wire format of protocol buffers: fields in the order they are added.
/// Source: https://protobuf.dev/programming-guides/encoding
class Message {
 public:
  void integer(int field, std::int64_t value);
  void real(int field, float value);
  void text(int field, std::string_view bytes);
  void message(int field, const Message& inner) { text(field, inner.bytes_); }
  /// Lists in one field, packed.
  void integers(int field, const std::vector<std::int64_t>& values);
  void reals(int field, const std::vector<float>& values);

  const std::string& bytes() const { return bytes_; }

 private:
  void key(int field, int type);
  static void put_varint(std::string& out, std::uint64_t value);

  std::string bytes_;
};

/// A list of numbers as little-endian bytes.
template <class T>
std::string little_endian(const std::vector<double>& values) {
  static_assert(sizeof(T) == 4 || sizeof(T) == 8);
  std::string out;
  out.reserve(values.size() * sizeof(T));
  for (const double value : values) {
    const T number = static_cast<T>(value);
    std::uint64_t bits = 0;
    __builtin_memcpy(&bits, &number, sizeof(T));
    for (std::size_t i = 0; i < sizeof(T); ++i) out += static_cast<char>(bits >> (8 * i) & 0xFF);
  }
  return out;
}

}  // namespace dlflow::exporting::onnx
