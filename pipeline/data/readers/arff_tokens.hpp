#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace dlflow::data {

/// A word of an ARFF line, its quotes and backslashes undone.
struct ArffToken {
  std::string text;
  bool is_quoted = false;
};

/// Walks through the words of one line of ARFF: bare, or in single or double quotes with
/// backslashes. Blanks between words are skipped.
class ArffLine {
 public:
  explicit ArffLine(std::string_view line) : rest_(line) { skip_blanks(); }

  bool is_at_end() const { return rest_.empty(); }
  /// Takes this character if it is next.
  bool take(char c);
  /// The next word, up to one of `ends` or, where `blanks_end` is set, a blank; nullopt when a
  /// quote is not closed.
  std::optional<ArffToken> word(std::string_view ends, bool blanks_end);

 private:
  std::optional<ArffToken> quoted();
  void skip_blanks();

  std::string_view rest_;
};

}  // namespace dlflow::data
