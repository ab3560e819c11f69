#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dlflow::models {

/// Reads UBJSON, the binary form of JSON, from front to back: the caller says what it wants next,
/// and what it passes over is never built. No count is believed that the bytes left could not hold.
/// Throws Bug on bytes of another form.
/// Source: Universal Binary JSON Specification, draft 12.
class Ubjson {
 public:
  /// `what` the bytes, which must stay, are said to be in messages.
  Ubjson(std::string_view bytes, std::string what) : bytes_(bytes), what_(std::move(what)) {}

  /// Calls `read` with the name of each member of an object; it reads the value or skips it.
  template <class Read>
  void members(Read read) {
    expect('{', "an object was expected");
    const Shape shape = next_shape();
    if (shape.type != 0) of_another_form("an object of one type");
    for (std::size_t i = 0; goes_on(shape, i, '}'); ++i) read(text_behind());
  }

  /// Calls `read` for each element of an array; it reads the value or skips it.
  template <class Read>
  void elements(Read read) {
    expect('[', "an array was expected");
    const Shape shape = next_shape();
    if (shape.type != 0) of_another_form("an array of one type");
    for (std::size_t i = 0; goes_on(shape, i, ']'); ++i) read();
  }

  /// A text; a view of the bytes.
  std::string_view text() {
    expect('S', "a text was expected");
    return text_behind();
  }

  /// An array of numbers, truth values counting as 0 and 1.
  template <class T>
  std::vector<T> numbers() {
    expect('[', "an array was expected");
    const Shape shape = next_shape();
    std::vector<T> out;
    out.reserve(shape.count);
    for (std::size_t i = 0; goes_on(shape, i, ']'); ++i)
      out.push_back(number<T>(shape.type != 0 ? shape.type : take()));
    return out;
  }

  /// Passes over a value of any kind.
  void skip(int depth = 0);

  bool is_at_end() const { return at_ == bytes_.size(); }

  [[noreturn]] void of_another_form(const char* why) const;

 private:
  /// What an array or object says before its values.
  struct Shape {
    char type = 0;  ///< of every value; 0: each says its own
    bool is_counted = false;
    std::size_t count = 0;
  };

  char peek() const {
    if (is_at_end()) of_another_form("it ends early");
    return bytes_[at_];
  }
  char take() {
    const char out = peek();
    ++at_;
    return out;
  }
  std::string_view take(std::size_t count);
  void expect(char marker, const char* message) {
    if (take() != marker) of_another_form(message);
  }
  Shape next_shape();
  /// Whether value `index` is there; takes the end of what is not counted.
  bool goes_on(const Shape& shape, std::size_t index, char end) {
    if (shape.is_counted) return index < shape.count;
    if (peek() != end) return true;
    take();
    return false;
  }
  std::size_t width_of(char type) const;
  std::size_t length();
  std::string_view text_behind() { return take(length()); }

  template <class Bits>
  Bits bits();
  double value(char type);
  template <class T>
  T number(char type) {
    const double out = value(type);
    if constexpr (std::numeric_limits<T>::is_integer)
      if (!(out >= std::numeric_limits<T>::min() && out <= std::numeric_limits<T>::max()))
        of_another_form("a number is out of range");
    return static_cast<T>(out);
  }

  std::string_view bytes_;
  std::string what_;
  std::size_t at_ = 0;
};

}  // namespace dlflow::models
