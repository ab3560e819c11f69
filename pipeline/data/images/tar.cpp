#include "pipeline/data/images/tar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <vector>

#include "core/base/error.hpp"
#include "core/base/text.hpp"

/// Source: POSIX.1-2008, pax, ustar interchange format; GNU tar manual, basic tar format.
namespace dlflow::data {
namespace {

constexpr std::uint64_t kBlock = 512;
constexpr std::uint64_t kMostEntry = std::uint64_t{1} << 40;
constexpr std::uint64_t kMostText = std::uint64_t{1} << 20;  ///< of a name or what pax says

std::uint64_t padding_of(std::uint64_t size) { return (kBlock - size % kBlock) % kBlock; }

/// Octal digits, or a number of bytes where the first bit is set (GNU).
std::optional<std::uint64_t> number_of(std::string_view field) {
  std::uint64_t out = 0;
  if (static_cast<unsigned char>(field[0]) & 0x80) {
    for (std::size_t i = 1; i < field.size(); ++i) {
      if (out >> 55 != 0) return std::nullopt;
      out = out << 8 | static_cast<unsigned char>(field[i]);
    }
    return out;
  }
  const std::string_view digits = trim(field.substr(0, field.find('\0')));
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out, 8);
  if (!digits.empty() && (error != std::errc{} || end != digits.data() + digits.size()))
    return std::nullopt;
  return out;
}

TarEntry::Kind kind_of(char type) {
  if (type == '0' || type == '\0' || type == '7') return TarEntry::Kind::file;
  if (type == '5') return TarEntry::Kind::folder;
  return type == '1' || type == '2' ? TarEntry::Kind::link : TarEntry::Kind::other;
}

std::string_view text_in(std::string_view field) { return field.substr(0, field.find('\0')); }

}  // namespace

struct TarInput::Header {
  std::array<char, kBlock> bytes;
  std::string_view field(std::size_t at, std::size_t size) const {
    return std::string_view(bytes.data(), bytes.size()).substr(at, size);
  }
  bool is_zero() const {
    return std::all_of(bytes.begin(), bytes.end(), [](char c) { return c == 0; });
  }
  /// The sum of all bytes, those of the sum itself as blanks.
  bool is_whole() const {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i)
      sum += i >= 148 && i < 156 ? std::uint64_t{' '} : static_cast<unsigned char>(bytes[i]);
    return number_of(field(148, 8)) == sum;
  }
  char type() const { return bytes[156]; }
  std::string name() const {
    const std::string_view before = text_in(field(345, 155)), name = text_in(field(0, 100));
    const bool has_prefix = field(257, 6) == std::string_view("ustar\0", 6) && !before.empty();
    return has_prefix ? fmt::format("{}/{}", before, name) : std::string(name);
  }
};

/// What stands before a header that has no room for it.
struct TarInput::Longer {
  std::string name;
  std::optional<std::uint64_t> size;
};

TarInput::TarInput(const std::filesystem::path& file) : file_(file.string()), input_(file) {}

void TarInput::refuse(const std::string& message, const std::string& hint) const {
  throw UserError(ExitCode::data, fmt::format("{}: byte {}: {}", file_, offset_, message), hint);
}

void TarInput::take(char* out, std::uint64_t size) {
  const std::size_t got = input_.read(out, size);
  offset_ += got;
  if (got < size)
    refuse(inside_.empty() ? std::string("the archive ends here, within a header")
                           : fmt::format("the archive ends here, within '{}'", inside_));
}

void TarInput::skip(std::uint64_t size) {
  std::vector<char> piece(std::min<std::uint64_t>(size, std::uint64_t{1} << 16));
  for (; size > 0; size -= std::min<std::uint64_t>(size, piece.size()))
    take(piece.data(), std::min<std::uint64_t>(size, piece.size()));
}

std::string TarInput::text_of(std::uint64_t size) {
  if (size > kMostText) refuse(fmt::format("a name of {} bytes", size));
  std::string out(size, '\0');
  take(out.data(), size);
  skip(padding_of(size));
  return out;
}

bool TarInput::read_header(Header& header) {
  inside_.clear();
  const std::uint64_t begin = offset_;
  if (const std::size_t got = input_.read(header.bytes.data(), kBlock); got < kBlock) {
    offset_ += got;
    // An archive whose final blocks of zeros are missing is whole all the same.
    if (got == 0 && begin > 0) return false;
    refuse(begin == 0 ? "no tar archive: it is shorter than one header"
                      : "the archive ends here, within a header");
  }
  if (header.is_zero()) {
    offset_ += kBlock;
    return false;
  }
  if (!header.is_whole())
    refuse(begin == 0 ? "no tar archive: the sum over its first header is wrong"
                      : "the sum over this header is wrong: the archive is damaged");
  offset_ += kBlock;
  return true;
}

std::string TarInput::checked(std::string name) const {
  const std::string shown = name;
  while (name.starts_with("./")) name.erase(0, 2);
  while (name.ends_with('/')) name.pop_back();
  const bool is_absolute = name.starts_with('/');
  for (const std::string_view part : split(name, '/'))
    if (part == ".." || is_absolute)
      refuse(fmt::format("'{}' {}", shown,
                         is_absolute ? "begins at the root of the file system"
                                     : "leads out of the archive"),
             "pack the folder again, from its parent: tar czf photos.tar.gz photos");
  return name == "." ? "" : name;
}

void TarInput::read_pax(const std::string& said, Longer& longer) const {
  // "27 path=photos/cat/1.png\n", each with its own length.
  for (std::string_view rest = said; !rest.empty();) {
    const auto length = parse_integer(rest.substr(0, rest.find(' ')));
    if (!length || *length < 5 || *length > static_cast<long long>(rest.size()))
      refuse("what pax says here is damaged");
    std::string_view record = rest.substr(0, static_cast<std::size_t>(*length));
    rest.remove_prefix(record.size());
    record.remove_prefix(std::min(record.find(' ') + 1, record.size()));
    if (record.ends_with('\n')) record.remove_suffix(1);
    if (record.starts_with("path=")) longer.name = record.substr(5);
    if (record.starts_with("size="))
      if (const auto given = parse_integer(record.substr(5)); given && *given >= 0)
        longer.size = static_cast<std::uint64_t>(*given);
  }
}

std::optional<TarEntry> TarInput::next() {
  skip(left_ + padding_);
  left_ = padding_ = 0;
  Longer longer;
  Header header;
  while (read_header(header)) {
    const auto size = number_of(header.field(124, 12));
    if (!size || *size > kMostEntry || longer.size > kMostEntry)
      refuse("a header without a size that makes sense");
    const char type = header.type();
    if (type == 'L' || type == 'K' || type == 'x' || type == 'g') {
      const std::string said = text_of(*size);
      if (type == 'L') longer.name = text_in(said);
      if (type == 'x') read_pax(said, longer);
      continue;
    }
    TarEntry out;
    out.name = checked(longer.name.empty() ? header.name() : longer.name);
    out.kind = kind_of(type);
    const bool has_bytes = out.kind == TarEntry::Kind::file || out.kind == TarEntry::Kind::other;
    out.size = left_ = has_bytes ? longer.size.value_or(*size) : 0;
    padding_ = padding_of(left_);
    inside_ = out.name;
    return out;
  }
  std::vector<char> rest(std::size_t{1} << 16);
  while (input_.read(rest.data(), rest.size()) > 0) continue;
  return std::nullopt;
}

std::string TarInput::read() {
  std::string out(left_, '\0');
  take(out.data(), left_);
  left_ = 0;
  return out;
}

std::string TarInput::hash() { return input_.hash(); }

}  // namespace dlflow::data
