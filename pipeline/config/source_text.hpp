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
  /// The code point at so many bytes of a line, from 1.
  int column(std::size_t line, std::size_t bytes) const;

  /// How far the code points of a line were counted: places are asked for in order, and a long line
  /// must not be counted anew for each.
  struct Counted {
    std::size_t line = 0, bytes = 0, points = 0;
  };
  mutable Counted counted_;
  std::string_view text_;
  std::string file_name_;
  std::vector<std::string_view> lines_;
};

}  // namespace dlflow::config
