#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "pipeline/data/readers/raw_input.hpp"

namespace dlflow::data {

/// Longest line, and longest cell over several lines, in bytes.
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

/// The text of a file, piece by piece: a byte order mark is dropped, .gz is unzipped, Latin-1
/// becomes UTF-8, lone CRs become LFs, and a final newline is added. The raw bytes are hashed in
/// the same read.
class TextSource {
 public:
  /// Throws EnvironmentError when the file cannot be opened.
  TextSource(const std::filesystem::path& file, SourceEncoding encoding,
             std::shared_ptr<SourceState> state)
      : input_(file), encoding_(encoding), state_(std::move(state)) {}

  /// Appends the next piece of text, never an empty one; false at the end, which follows a newline.
  /// Throws EnvironmentError when the file cannot be read, UserError (data) for a broken .gz.
  bool append_to(std::string& text);

 private:
  void begin_file();
  void hold_back();
  void translate();
  void check();
  void fail(SourceState::Failure failure, std::size_t line_begin);

  RawInput input_;
  SourceEncoding encoding_;
  std::shared_ptr<SourceState> state_;
  std::string piece_, held_;
  bool is_first_ = true, is_ended_ = false, ends_with_newline_ = true;
  std::uint64_t line_ = 1;
  std::size_t line_bytes_ = 0;  ///< of the line that the last piece ended in
};

}  // namespace dlflow::data
