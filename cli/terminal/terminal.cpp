#include "cli/terminal/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "core/base/text.hpp"

namespace dlflow::terminal {

bool is_terminal(int descriptor) { return ::isatty(descriptor) == 1; }

std::size_t terminal_width() {
  constexpr std::size_t narrowest = 40;
  for (const int descriptor : {STDOUT_FILENO, STDERR_FILENO}) {
    winsize size{};
    if (::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
      return std::max<std::size_t>(size.ws_col, narrowest);
  }
  if (const char* columns = std::getenv("COLUMNS"))
    if (const auto width = parse_integer(columns); width && *width > 0 && *width < 10000)
      return std::max(static_cast<std::size_t>(*width), narrowest);
  return 100;
}

bool has_colour(int descriptor) {
  const char* no_colour = std::getenv("NO_COLOR");
  if (no_colour && *no_colour) return false;
  const char* term = std::getenv("TERM");
  return is_terminal(descriptor) && !(term && std::string_view(term) == "dumb");
}

std::string toned(std::string_view text, Tone tone, bool colour) {
  if (!colour || tone == Tone::plain) return std::string(text);
  const char* code = "1";
  if (tone == Tone::dim) code = "2";
  if (tone == Tone::good) code = "32";
  if (tone == Tone::bad) code = "31";
  return "\033[" + std::string(code) + "m" + std::string(text) + "\033[0m";
}

std::string printable(std::string_view text) {
  std::string out;
  for (const std::string_view point : code_points(text)) {
    const auto first = static_cast<unsigned char>(point[0]);
    const bool is_control =
        (point.size() == 1 && (first < 0x20 || first >= 0x7f)) ||
        (point.size() == 2 && first == 0xc2 && static_cast<unsigned char>(point[1]) < 0xa0);
    if (is_control)
      out += '?';
    else
      out += point;
  }
  return out;
}

std::string folded(std::string_view text, std::string indent, std::size_t hanging,
                   std::size_t width) {
  constexpr std::size_t least = 20;
  std::string rest = printable(text), out;
  while (width >= hanging + least && display_width(indent) + display_width(rest) > width) {
    // The last space that still lies in the line; of a longer word, the first behind it.
    std::size_t cut = std::string::npos, at = rest.find(' ');
    for (; at != std::string::npos; at = rest.find(' ', at + 1)) {
      const bool fits = display_width(indent) + display_width(rest.substr(0, at)) <= width;
      if (!fits && cut != std::string::npos) break;
      if (at > 0) cut = at;
      if (!fits) break;
    }
    if (cut == std::string::npos) break;
    out += indent + rest.substr(0, cut) + "\n";
    rest.erase(0, cut + 1);
    indent.assign(hanging, ' ');
  }
  return out + indent + rest + "\n";
}

std::string shortened(std::string_view text, std::size_t width) {
  const auto points = code_points(text);
  if (points.size() <= width) return std::string(text);
  if (width == 0) return "";
  std::string out;
  for (std::size_t i = 0; i + 1 < width; ++i) out += points[i];
  return out + "\u2026";
}

}  // namespace dlflow::terminal
