#include "pipeline/models/ubjson.hpp"

#include <bit>

#include "core/base/error.hpp"

namespace dlflow::models {
namespace {

constexpr int kMostDepth = 32;

}  // namespace

void Ubjson::of_another_form(const char* why) const {
  throw Bug(__FILE__, __LINE__, what_ + " of another form: " + why);
}

void Ubjson::skip(int depth) {
  if (depth > kMostDepth) of_another_form("values nest too deeply");
  const char marker = peek();
  if (marker == '{') return members([&](std::string_view) { skip(depth + 1); });
  take();
  if (marker == 'S' || marker == 'H') {
    text_behind();
  } else if (marker == '[') {
    const Shape shape = next_shape();
    if (shape.type != 0)
      take(shape.count * width_of(shape.type));
    else
      for (std::size_t i = 0; goes_on(shape, i, ']'); ++i) skip(depth + 1);
  } else {
    take(width_of(marker));
  }
}

std::string_view Ubjson::take(std::size_t count) {
  if (count > bytes_.size() - at_) of_another_form("it ends early");
  at_ += count;
  return bytes_.substr(at_ - count, count);
}

std::size_t Ubjson::width_of(char type) const {
  for (const auto& [types, width] : {std::pair<std::string_view, std::size_t>{"ZNTF", 0},
                                     {"iUC", 1},
                                     {"I", 2},
                                     {"ld", 4},
                                     {"LD", 8}})
    if (types.find(type) != types.npos) return width;
  of_another_form("a value of an unknown type");
}

/// Numbers lie with their highest byte first.
template <class Bits>
Bits Ubjson::bits() {
  Bits out = 0;
  for (const char byte : take(sizeof(Bits)))
    out = static_cast<Bits>(std::uint64_t{out} << 8 | static_cast<unsigned char>(byte));
  return out;
}

double Ubjson::value(char type) {
  if (type == 'T' || type == 'F') return type == 'T';
  if (type == 'U') return bits<std::uint8_t>();
  if (type == 'i') return static_cast<std::int8_t>(bits<std::uint8_t>());
  if (type == 'I') return static_cast<std::int16_t>(bits<std::uint16_t>());
  if (type == 'l') return static_cast<std::int32_t>(bits<std::uint32_t>());
  if (type == 'L') return static_cast<double>(static_cast<std::int64_t>(bits<std::uint64_t>()));
  if (type == 'd') return std::bit_cast<float>(bits<std::uint32_t>());
  if (type == 'D') return std::bit_cast<double>(bits<std::uint64_t>());
  of_another_form("a number was expected");
}

std::size_t Ubjson::length() {
  const auto out = number<std::int32_t>(take());
  if (out < 0) of_another_form("a length is negative");
  return static_cast<std::size_t>(out);
}

Ubjson::Shape Ubjson::next_shape() {
  Shape out;
  if (peek() == '$') {
    take();
    out.type = take();
    if (peek() != '#') of_another_form("a type without a count");
  }
  if (peek() != '#') return out;
  take();
  out.is_counted = true;
  out.count = length();
  const std::size_t least = out.type != 0 ? width_of(out.type) : 1;
  if (least == 0 || out.count > (bytes_.size() - at_) / least) of_another_form("it ends early");
  return out;
}

}  // namespace dlflow::models
