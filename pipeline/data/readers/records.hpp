#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/data/readers/text_lines.hpp"

namespace dlflow::data {

/// One record of a file: its bytes, which a caller may change, up to a zero byte at `end`.
struct Record {
  char* begin = nullptr;
  char* end = nullptr;
  std::uint64_t line = 0;   ///< physical line it begins at, from 1
  bool has_quotes = false;  ///< a double quote stands somewhere in it
  bool is_open = false;     ///< the file ended, or grew too long, inside quotes
};

/// One cell. The text may lie anywhere in the record.
struct Cell {
  std::string_view text;
  bool is_quoted = false;
};

/// The records of a text file: physical lines, joined where a quote stays open (RFC 4180).
class Records {
 public:
  Records(const std::filesystem::path& file, SourceEncoding encoding);

  /// The first lines, kept to be delivered again: at least two, if there are as many.
  const std::deque<std::string>& sample();
  /// ' ' means runs of white space. Must be set before next().
  void separate_by(char separator) { separator_ = separator; }
  /// Double quotes are characters like any other. Must be said before next().
  void take_quotes_as_text() { has_plain_quotes_ = true; }
  /// The next record that is not blank; false at the end. Valid until the next call.
  bool next(Record& record);
  /// Whole lines without a quote, each with its newline, in place of records; nothing where none
  /// are at hand, or the sample is not delivered yet: then next() goes on. What they hold must be
  /// counted before next() is called again.
  std::optional<std::string> take_plain_block();
  void count_taken(std::uint64_t lines, std::uint64_t blank_lines);
  /// Whether next() still delivers lines of the sample.
  bool has_sample() const { return !sample_.empty(); }
  /// Physical lines that were delivered or counted.
  std::uint64_t line() const { return line_; }

  const SourceState& state() const { return *state_; }
  /// The hash of the file will not be asked for.
  void stop_hashing() { state_->is_hashed = false; }
  std::uint64_t blank_lines() const { return blank_lines_; }
  /// Records that quotes hold together over several lines.
  std::uint64_t joined_records() const { return joined_records_; }

 private:
  bool next_line(char*& begin, char*& end);
  bool read_line(char*& begin, char*& end);
  void join(Record& record);

  std::shared_ptr<SourceState> state_;
  TextLines lines_;
  std::deque<std::string> sample_;
  std::string from_sample_, joined_;
  bool is_sampled_ = false, has_plain_quotes_ = false;
  char separator_ = ',';
  std::uint64_t read_lines_ = 0, line_ = 0, blank_lines_ = 0, joined_records_ = 0;
};

/// Whether a line is no record. It ends with its newline or a zero byte, which do not count.
bool is_blank_line(const char* begin, const char* end, char separator);

/// The cells of a record. Doubled quotes are undone in place. Unquoted cells lose blanks at both
/// ends.
void split_cells(const Record& record, char separator, std::vector<Cell>& cells);

/// Whether a quote is open after this line, given whether one was open before it.
bool is_quote_open_after(std::string_view line, char separator, bool is_open);

}  // namespace dlflow::data
