#pragma once

#include <future>
#include <optional>
#include <string>

#include "pipeline/data/readers/text_source.hpp"

namespace dlflow::data {

/// The lines of a text. It is read in blocks of whole lines of a mebibyte or a little more, the
/// next one by a thread of its own.
class TextLines {
 public:
  TextLines(const std::filesystem::path& file, SourceEncoding encoding,
            std::shared_ptr<SourceState> state);
  ~TextLines();
  TextLines(const TextLines&) = delete;
  TextLines& operator=(const TextLines&) = delete;

  /// The next line, which a caller may change; false at the end. A zero byte stands in place of its
  /// newline. Valid until the next call.
  bool next(char*& begin, char*& end);
  /// What is left of the block, or the next one, each line with its newline; nothing at the end,
  /// where a quote stands in it, or once the text is known to be cut short.
  std::optional<std::string> take_plain_block();

 private:
  bool fill();
  std::string read_block();

  std::shared_ptr<SourceState> state_;
  TextSource source_;
  bool is_ended_ = false;  ///< of the source; the reading thread's while it runs
  std::string rest_;       ///< the beginning of the line behind the last block
  std::string block_;
  std::size_t at_ = 0;              ///< where the next line of the block begins
  std::future<std::string> ahead_;  ///< the block behind it
};

}  // namespace dlflow::data
