#include <fmt/format.h>

#include <array>
#include <map>

#include "core/base/text.hpp"
#include "pipeline/data/readers/array_columns.hpp"
#include "pipeline/data/readers/readers.hpp"

/// NPY, versions 1 to 3: a magic text, the version, the length of a header, the header, which is
/// the Python literal {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }, the elements.
/// Source: NumPy Enhancement Proposal 1.
namespace dlflow::data {
namespace {

constexpr std::size_t kLongestHeader = 65536;

/// Walks through the header. Everything but the literal above is refused.
class NpyHeader {
 public:
  NpyHeader(const ArrayInput& input, std::string_view text)
      : input_(input), text_(text), begin_(input.offset() - text.size()) {}

  ArrayHeader read() {
    std::map<std::string, int, std::less<>> seen;
    expect('{');
    while (!take('}')) {
      const std::string key = quoted();
      expect(':');
      ++seen[key];
      if (key == "descr")
        read_type(quoted_type());
      else if (key == "fortran_order")
        header_.is_column_major = boolean();
      else if (key == "shape")
        read_shape();
      else
        refuse("expected descr, fortran_order or shape, got '" + key.substr(0, 40) + "'");
      if (!take(',') && peek() != '}') refuse("expected ',' or '}'");
    }
    for (const char* key : {"descr", "fortran_order", "shape"})
      if (seen[key] != 1) refuse(fmt::format("'{}' stands {} times in the header", key, seen[key]));
    skip();
    if (at_ != text_.size()) refuse("text follows behind the header's }");
    return header_;
  }

 private:
  [[noreturn]] void refuse(const std::string& what, const std::string& hint = "") const {
    input_.refuse(begin_ + at_, what, hint);
  }
  void skip() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) ++at_;
  }
  char peek() {
    skip();
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool take(char c) {
    if (peek() != c || at_ == text_.size()) return false;
    ++at_;
    return true;
  }
  void expect(char c) {
    if (!take(c)) refuse(fmt::format("expected '{}' in the header", c));
  }
  std::string quoted() {
    const char quote = peek();
    if (quote != '\'' && quote != '"') refuse("expected a text in quotes");
    const std::size_t end = text_.find(quote, at_ + 1);
    if (end == text_.npos) refuse("a quote is opened that is never closed");
    std::string out(text_.substr(at_ + 1, end - at_ - 1));
    at_ = end + 1;
    return out;
  }
  std::string quoted_type() {
    if (peek() == '[')
      refuse("the elements are records of several fields, which are not read",
             "save each field as an array of its own");
    return quoted();
  }
  bool boolean() {
    skip();
    for (const auto& [word, value] : {std::pair("True", true), std::pair("False", false)})
      if (text_.substr(at_).starts_with(word)) {
        at_ += std::string_view(word).size();
        return value;
      }
    refuse("expected True or False");
  }

  void read_type(const std::string& type) {
    static const std::map<std::string, Element, std::less<>> kTypes = {
        {"b1", Element::boolean}, {"u1", Element::u8},  {"i1", Element::i8},  {"u2", Element::u16},
        {"i2", Element::i16},     {"u4", Element::u32}, {"i4", Element::i32}, {"u8", Element::u64},
        {"i8", Element::i64},     {"f2", Element::f16}, {"f4", Element::f32}, {"f8", Element::f64}};
    const bool has_order =
        !type.empty() && std::string_view("<>|=").find(type[0]) != std::string::npos;
    const auto known = kTypes.find(has_order ? std::string_view(type).substr(1) : type);
    if (known == kTypes.end())
      refuse(fmt::format("expected numbers or booleans, got elements of type '{}'",
                         type.substr(0, 40)),
             "save the array with a plain type, such as float32");
    header_.element = known->second;
    header_.is_big_endian = type[0] == '>';
  }

  void read_shape() {
    expect('(');
    while (!take(')')) {
      skip();
      std::size_t end = at_;
      while (end < text_.size() && text_[end] >= '0' && text_[end] <= '9') ++end;
      const auto size = parse_integer(text_.substr(at_, end - at_));
      if (!size) refuse("expected the size of an axis");
      header_.shape.push_back(static_cast<std::uint64_t>(*size));
      at_ = end;
      if (!take(',') && peek() != ')') refuse("expected ',' or ')'");
    }
  }

  const ArrayInput& input_;
  std::string_view text_;
  std::uint64_t begin_;
  std::size_t at_ = 0;
  ArrayHeader header_;
};

ReadResult read_npy(const std::filesystem::path& file, const DataOptions&,
                    const ColumnSettings& settings, int) {
  ArrayInput input(file);
  std::array<unsigned char, 8> magic{};
  input.read(reinterpret_cast<char*>(magic.data()), magic.size(), "the first eight bytes");
  if (std::string_view(reinterpret_cast<const char*>(magic.data()), 6) != "\x93NUMPY")
    input.refuse(0, "an NPY file begins with 0x93 and NUMPY, this does not",
                 "is the file of another format?");
  if (magic[6] < 1 || magic[6] > 3)
    input.refuse(6, fmt::format("expected version 1, 2 or 3, got {}.{}", magic[6], magic[7]));
  std::array<unsigned char, 4> size{};
  input.read(reinterpret_cast<char*>(size.data()), magic[6] == 1 ? 2 : 4, "the header's length");
  const std::size_t length = std::size_t{size[0]} | std::size_t{size[1]} << 8 |
                             std::size_t{size[2]} << 16 | std::size_t{size[3]} << 24;
  if (length > kLongestHeader)
    input.refuse(
        8, fmt::format("a header of {} bytes is too long: at most {}", length, kLongestHeader));
  std::string text(length, '\0');
  input.read(text.data(), text.size(), "the header");
  return input.columns(NpyHeader(input, text).read(), settings);
}

}  // namespace

const ReaderKind& npy_reader() {
  static const ReaderKind kind{Format::npy, {".npy"}, read_npy};
  return kind;
}

}  // namespace dlflow::data
