#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

namespace dlflow::report {

/// A text of this program's source: only a string literal becomes one.
class Literal {
 public:
  template <std::size_t N>
  consteval Literal(const char (&text)[N]) : text_(text, N - 1) {}  // implicit on purpose
  std::string_view view() const { return text_; }

 private:
  std::string_view text_;
};

/// The value is escaped when it is written.
struct Attribute {
  Literal name;
  std::string value;
};

/// A piece of HTML or SVG. Tags and attribute names are literals and everything else is escaped,
/// so that no text of a user's file can become markup.
class Html {
 public:
  Html& open(Literal tag, std::initializer_list<Attribute> attributes = {});
  Html& close(Literal tag);
  /// An element without content, such as <line/>.
  Html& empty(Literal tag, std::initializer_list<Attribute> attributes = {});
  Html& text(std::string_view text);
  Html& element(Literal tag, std::string_view text,
                std::initializer_list<Attribute> attributes = {});
  /// Markup as it stands, from the source of this program.
  Html& raw(Literal markup);
  Html& add(const Html& inner);
  const std::string& str() const { return out_; }

 private:
  void start(Literal tag, std::initializer_list<Attribute> attributes);

  std::string out_;
};

/// The text with & < > " ' as entities. Control characters, invalid UTF-8 and the characters that
/// turn the direction of the text around them become U+FFFD.
std::string escape_html(std::string_view text);

/// The text with the characters that escape_html() replaces replaced, and nothing else changed.
std::string without_controls(std::string_view text);

/// The text as one line of Markdown in which nothing is markup, HTML or the end of a table cell.
std::string escape_markdown(std::string_view text);

/// The text as a fenced block of Markdown; the fence is longer than any run of backticks inside.
std::string markdown_block(std::string_view text);

}  // namespace dlflow::report
