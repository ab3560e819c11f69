#include "pipeline/report/notes.hpp"

#include <algorithm>

#include "core/base/text.hpp"

namespace dlflow::report {
namespace {

using Kind = NoteBlock::Kind;

/// The text behind a marker such as "- " or "12. "; empty data() when the line has none.
std::string_view after_marker(std::string_view line, Kind& kind) {
  if (line.size() > 2 && (line[0] == '-' || line[0] == '*' || line[0] == '+') && line[1] == ' ') {
    kind = Kind::bullets;
    return trim(line.substr(2));
  }
  std::size_t digits = 0;
  while (digits < line.size() && digits < 4 && line[digits] >= '0' && line[digits] <= '9') ++digits;
  if (digits > 0 && line.size() > digits + 2 && line[digits] == '.' && line[digits + 1] == ' ') {
    kind = Kind::numbers;
    return trim(line.substr(digits + 2));
  }
  const std::size_t marks = std::min(line.find_first_not_of('#'), line.size());
  if (marks > 0 && marks <= 6 && line.size() > marks + 1 && line[marks] == ' ') {
    kind = Kind::heading;
    return trim(line.substr(marks + 1));
  }
  return {};
}

bool is_list(Kind kind) { return kind == Kind::bullets || kind == Kind::numbers; }

class Parser {
 public:
  void take(std::string_view raw) {
    const std::string_view line = trim(raw);
    if (line.starts_with("```")) {
      is_code_ = !is_code_;
      if (is_code_) blocks.push_back({Kind::code, {}});
      is_open_ = false;
    } else if (is_code_) {
      blocks.back().lines.emplace_back(raw);
    } else if (line.empty()) {
      is_open_ = false;
    } else {
      take_text(line);
    }
  }

  std::vector<NoteBlock> blocks;

 private:
  void take_text(std::string_view line) {
    Kind kind = Kind::paragraph;
    const std::string_view rest = after_marker(line, kind);
    if (is_list(kind) && !blocks.empty() && blocks.back().kind == kind) {
      blocks.back().lines.emplace_back(rest);
    } else if (kind == Kind::paragraph && is_open_) {
      blocks.back().lines.back() += " " + std::string(line);
    } else {
      blocks.push_back({kind, {std::string(kind == Kind::paragraph ? line : rest)}});
    }
    is_open_ = kind != Kind::heading;
  }

  bool is_code_ = false;
  bool is_open_ = false;  ///< a following line of text belongs to the last one
};

void add_list(Html& html, Literal tag, const std::vector<std::string>& items) {
  html.open(tag);
  for (const std::string& item : items) html.element("li", item);
  html.close(tag);
}

}  // namespace

std::vector<NoteBlock> parse_notes(std::string_view markdown) {
  Parser parser;
  for (std::string_view line : split(markdown, '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    parser.take(line);
  }
  return std::move(parser.blocks);
}

Html notes_html(std::string_view markdown) {
  Html html;
  for (const NoteBlock& block : parse_notes(markdown)) {
    switch (block.kind) {
      case Kind::paragraph:
        html.element("p", block.lines.front());
        break;
      case Kind::heading:
        html.element("h4", block.lines.front());
        break;
      case Kind::bullets:
        add_list(html, "ul", block.lines);
        break;
      case Kind::numbers:
        add_list(html, "ol", block.lines);
        break;
      case Kind::code:
        html.element("pre", join(block.lines, "\n"), {{"tabindex", "0"}});
        break;
    }
  }
  return html;
}

std::string notes_markdown(std::string_view markdown) {
  std::string out;
  for (const NoteBlock& block : parse_notes(markdown)) {
    if (block.kind == Kind::code) {
      out += markdown_block(join(block.lines, "\n"));
      continue;
    }
    out += "\n";
    std::size_t number = 0;
    for (const std::string& line : block.lines) {
      ++number;
      const std::string mark = block.kind == Kind::heading   ? "#### "
                               : block.kind == Kind::bullets ? "- "
                               : block.kind == Kind::numbers ? std::to_string(number) + ". "
                                                             : "";
      out += mark + escape_markdown(line) + "\n";
    }
  }
  return out;
}

}  // namespace dlflow::report
