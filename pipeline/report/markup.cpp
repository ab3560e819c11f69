#include "pipeline/report/markup.hpp"

#include <algorithm>

#include "core/base/text.hpp"

namespace dlflow::report {
namespace {

constexpr std::string_view kReplacement = "\uFFFD";

/// A character that must not be shown: control characters, loose bytes, overlong forms, and the
/// embedding, override and isolate marks U+202A to U+202E and U+2066 to U+2069, which could show a
/// name backwards together with the words behind it.
bool is_unwanted(std::string_view point) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(point[i]); };
  if (point.size() == 1)
    return (byte(0) < 0x20 && point != "\n" && point != "\t") || byte(0) >= 0x7f;
  if (!is_utf8(point)) return true;
  if (point.size() == 2) return byte(0) == 0xc2 && byte(1) < 0xa0;
  if (point.size() != 3 || byte(0) != 0xe2) return false;
  return (byte(1) == 0x80 && byte(2) >= 0xaa && byte(2) <= 0xae) ||
         (byte(1) == 0x81 && byte(2) >= 0xa6 && byte(2) <= 0xa9);
}

std::string_view entity(std::string_view point) {
  if (point == "&") return "&amp;";
  if (point == "<") return "&lt;";
  if (point == ">") return "&gt;";
  if (point == "\"") return "&quot;";
  if (point == "'") return "&#39;";
  return point;
}

}  // namespace

std::string escape_html(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const std::string_view point : code_points(text))
    out += is_unwanted(point) ? kReplacement : entity(point);
  return out;
}

std::string without_controls(std::string_view text) {
  std::string out;
  for (const std::string_view point : code_points(text))
    out += is_unwanted(point) ? kReplacement : point;
  return out;
}

std::string escape_markdown(std::string_view text) {
  constexpr std::string_view special = "\\`*_{}[]#|~!$";
  std::string out;
  for (const std::string_view point : code_points(text)) {
    if (point == "\n" || point == "\t" || point == "\r") {
      out += ' ';
    } else if (is_unwanted(point)) {
      out += kReplacement;
    } else if (point == "&" || point == "<" || point == ">") {
      out += entity(point);
    } else {
      // A colon or an @ would let some viewers make a link of a bare address.
      const bool is_link = point == ":" || point == "@";
      if (special.find(point) != std::string_view::npos) out += '\\';
      out += point;
      if (is_link && text.find("://") != std::string_view::npos) out += "\u200B";
    }
  }
  return out;
}

std::string markdown_block(std::string_view text) {
  std::size_t longest = 2, run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(longest + 1, '`');
  return "\n" + fence + "text\n" + without_controls(text) + "\n" + fence + "\n";
}

void Html::start(Literal tag, std::initializer_list<Attribute> attributes) {
  out_ += '<';
  out_ += tag.view();
  for (const Attribute& attribute : attributes) {
    out_ += ' ';
    out_ += attribute.name.view();
    out_ += "=\"" + escape_html(attribute.value) + "\"";
  }
}

Html& Html::open(Literal tag, std::initializer_list<Attribute> attributes) {
  start(tag, attributes);
  out_ += '>';
  return *this;
}

Html& Html::close(Literal tag) {
  out_ += "</";
  out_ += tag.view();
  out_ += '>';
  return *this;
}

Html& Html::empty(Literal tag, std::initializer_list<Attribute> attributes) {
  start(tag, attributes);
  out_ += "/>";
  return *this;
}

Html& Html::text(std::string_view text) {
  out_ += escape_html(text);
  return *this;
}

Html& Html::element(Literal tag, std::string_view text,
                    std::initializer_list<Attribute> attributes) {
  return open(tag, attributes).Html::text(text).close(tag);
}

Html& Html::raw(Literal markup) {
  out_ += markup.view();
  return *this;
}

Html& Html::add(const Html& inner) {
  out_ += inner.out_;
  return *this;
}

}  // namespace dlflow::report
