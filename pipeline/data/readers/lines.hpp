#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "pipeline/data/data_options.hpp"
#include "pipeline/data/readers/text_lines.hpp"

namespace dlflow::data {

/// The lines of a text file, one after the other. Throws UserError (data) with the line of a NUL
/// byte, an invalid or a far too long text, and NotUtf8 where the encoding was to be found out.
class Lines {
 public:
  Lines(const std::filesystem::path& file, SourceEncoding encoding, Encoding wanted);

  /// The next line without its end and without blanks around it; false at the end of the file.
  /// Valid until the next call.
  bool next(std::string_view& line);
  std::uint64_t number() const { return number_; }  ///< of the last line, from 1
  /// SHA-256 of the file, once its end is reached.
  const std::string& hash() const { return state_->hash; }

  /// Throws UserError (data) at the last line.
  [[noreturn]] void refuse(const std::string& message, const std::string& hint = "") const;

 private:
  void refuse_failure() const;

  std::string name_;
  Encoding wanted_;
  std::shared_ptr<SourceState> state_;
  TextLines lines_;
  std::uint64_t number_ = 0;
};

}  // namespace dlflow::data
