#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pipeline/report/markup.hpp"

namespace dlflow::report {

/// A block of the author's notes: the simple part of Markdown that survives into the report.
struct NoteBlock {
  enum class Kind { paragraph, heading, bullets, numbers, code };
  Kind kind = Kind::paragraph;
  std::vector<std::string> lines;  ///< of a list its items, of code its lines, else one
};

/// Paragraphs end at an empty line; '#' begins a heading, '-', '*', '+' an item, '1.' a numbered
/// one, and ``` encloses code. Everything else is text, markup of other kinds included.
std::vector<NoteBlock> parse_notes(std::string_view markdown);

Html notes_html(std::string_view markdown);

/// The same blocks as Markdown again, in which nothing else is markup.
std::string notes_markdown(std::string_view markdown);

}  // namespace dlflow::report
