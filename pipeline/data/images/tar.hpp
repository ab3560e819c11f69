#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "pipeline/data/readers/raw_input.hpp"

namespace dlflow::data {

/// One thing in an archive.
struct TarEntry {
  enum class Kind { file, folder, link, other };
  std::string name;  ///< as it stands there, without "./" before and '/' behind
  Kind kind = Kind::file;
  std::uint64_t size = 0;
};

/// The entries of a .tar, .tar.gz or .tgz in their order: ustar, with the long names of GNU and
/// POSIX (pax). Nothing is ever written from it.
class TarInput {
 public:
  explicit TarInput(const std::filesystem::path& file);

  /// The next entry; none behind the last one. Throws UserError (data) with the byte where the
  /// archive is damaged or cut, and for a name that leads out of it.
  std::optional<TarEntry> next();
  /// The bytes of the entry that came last, once.
  std::string read();
  /// SHA-256 of the archive, once `next` gave none.
  std::string hash();

 private:
  struct Header;
  struct Longer;
  [[noreturn]] void refuse(const std::string& message, const std::string& hint = "") const;
  bool read_header(Header& header);
  void take(char* out, std::uint64_t size);
  void skip(std::uint64_t size);
  std::string text_of(std::uint64_t size);
  void read_pax(const std::string& said, Longer& longer) const;
  std::string checked(std::string name) const;

  std::string file_;
  RawInput input_;
  std::uint64_t offset_ = 0;   ///< of the next byte, unzipped
  std::uint64_t left_ = 0;     ///< of the current entry, not yet read
  std::uint64_t padding_ = 0;  ///< behind it
  std::string inside_;         ///< its name, for messages
};

}  // namespace dlflow::data
