#pragma once

// Where things stand in a text. Used inside pipeline/config alone.

#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.hpp"

namespace dlflow::config {

/// A text cut into lines. The text must outlive it.
class SourceText {
 public:
  SourceText(std::string_view text, std::string file_name);

  /// A place from what yaml-cpp says: both count from 0, `byte_column` in bytes. Clamped to the
  /// text; a negative line means "not known".
  Place place(int line, int byte_column) const;
  /// Refuses too long texts, invalid UTF-8 and control characters, at their place.
  void check_characters() const;

 private:
  std::string_view text_;
  std::string file_name_;
  std::vector<std::string_view> lines_;
};

}  // namespace dlflow::config
