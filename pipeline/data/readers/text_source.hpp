#pragma once

#include <libfccp/csv.h>
#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace dlflow::data {

/// Longest line, and longest cell over several lines, in bytes: what io::LineReader can hold.
inline constexpr std::size_t kLongestLine = (std::size_t{1} << 24) - 64;

/// What a text source tells its reader besides bytes. The failing line and what follows are cut
/// from the stream, so that the reader can say in which row it happened.
struct SourceState {
  enum class Failure { none, nul, not_utf8, too_long };
  Failure failure = Failure::none;            ///< valid once failed_line is set
  std::atomic<std::uint64_t> failed_line{0};  ///< 1-based physical line; 0: nothing failed
  bool has_returns_only = false;              ///< lines ended with a lone CR
  std::atomic<bool> is_hashed{true};          ///< a reader that needs no hash says so
  std::string hash;                           ///< SHA-256, hex; set at the end of the file
};

enum class SourceEncoding { utf8, latin1 };

/// The text of a file for io::LineReader, mending what that one gets wrong: blocks are filled
/// completely, read errors throw, a final newline is added, and a CR before a LF is doubled, since
/// LineReader drops one even inside quotes. A byte order mark is dropped, .gz is unzipped, Latin-1
/// becomes UTF-8. The raw bytes are hashed in the same read.
/// Throws EnvironmentError when the file cannot be read, UserError (data) for a broken .gz.
std::unique_ptr<io::ByteSourceBase> open_text(const std::filesystem::path& file,
                                              SourceEncoding encoding,
                                              std::shared_ptr<SourceState> state);

}  // namespace dlflow::data
