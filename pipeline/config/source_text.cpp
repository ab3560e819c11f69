#include "pipeline/config/source_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"

namespace dlflow::config {
namespace {

constexpr std::size_t kLongestText = std::size_t{4} << 20;
/// Each node carries its line: longer ones would make the tree larger than the text by far.
constexpr std::size_t kLongestShownLine = 400;

/// yaml-cpp takes 0x04 for the end of the text; none of these has a place in a configuration.
bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 && c != '\t' && c != '\n' && c != '\r';
}

/// Offset of the first code point that is not valid UTF-8.
std::size_t first_invalid(std::string_view line) {
  std::size_t at = 0;
  for (const std::string_view point : code_points(line)) {
    if (!is_utf8(point)) break;
    at += point.size();
  }
  return at;
}

}  // namespace

SourceText::SourceText(std::string_view text, std::string file_name)
    : text_(text), file_name_(std::move(file_name)), lines_(split(text, '\n')) {
  for (std::string_view& line : lines_)
    if (line.ends_with('\r')) line.remove_suffix(1);
  if (lines_.size() > 1 && lines_.back().empty()) lines_.pop_back();
}

Place SourceText::place(int line, int byte_column) const {
  Place place{file_name_, 0, 0, ""};
  if (line < 0) return place;
  const auto last = static_cast<int>(lines_.size()) - 1;
  const std::string_view source = lines_[static_cast<std::size_t>(std::min(line, last))];
  const std::size_t bytes =
      line > last ? source.size()
                  : std::min(source.size(), static_cast<std::size_t>(std::max(byte_column, 0)));
  place.line = std::min(line, last) + 1;
  place.column = column(static_cast<std::size_t>(place.line - 1), bytes);
  if (source.size() <= kLongestShownLine) place.source_line = std::string(source);
  return place;
}

int SourceText::column(std::size_t line, std::size_t bytes) const {
  if (line != counted_.line || bytes < counted_.bytes) counted_ = {line, 0, 0};
  const std::string_view rest = lines_[line].substr(counted_.bytes, bytes - counted_.bytes);
  for (const char c : rest) counted_.points += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  counted_.bytes = bytes;
  return static_cast<int>(counted_.points) + 1;
}

void SourceText::check_characters() const {
  const auto refuse = [&](std::size_t line, std::size_t byte, std::string message,
                          std::string hint) {
    Place where = place(static_cast<int>(line), static_cast<int>(byte));
    where.source_line.clear();
    throw UserError(ExitCode::configuration,
                    {Problem{where, "", std::move(message), std::move(hint)}});
  };
  if (text_.size() > kLongestText)
    throw UserError(ExitCode::configuration,
                    {Problem{{file_name_, 0, 0, ""},
                             "",
                             fmt::format("a configuration has at most 4 MiB, got {} bytes",
                                         with_thousands(static_cast<long long>(text_.size()))),
                             "data belong in a file of their own"}});
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    const std::string_view line = lines_[i];
    if (!is_utf8(line))
      refuse(i, first_invalid(line), "expected UTF-8 text, got bytes that are none",
             "save the file as UTF-8");
    const auto control = std::find_if(line.begin(), line.end(), is_control);
    if (control != line.end())
      refuse(i, static_cast<std::size_t>(control - line.begin()),
             fmt::format("expected text, got the control character 0x{:02x}", *control),
             "within double quotes it is written \\x and its two digits");
  }
}

}  // namespace dlflow::config
