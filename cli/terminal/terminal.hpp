#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "pipeline/report/numbers.hpp"

namespace dlflow::terminal {

using report::format_bytes;
using report::format_interval;
using report::format_microseconds;
using report::format_percent;
using report::format_score;
using report::format_seconds;

/// Whether a file descriptor is a terminal.
bool is_terminal(int descriptor);

/// Cells in a line of the terminal behind stdout or stderr; else $COLUMNS; else 100. At least 40.
std::size_t terminal_width();

/// Whether colour is wanted there: a terminal, NO_COLOR unset or empty, TERM not "dumb".
bool has_colour(int descriptor);

enum class Tone { plain, bold, dim, good, bad };

/// The text between the codes of its tone, or as it is when `colour` is off.
std::string toned(std::string_view text, Tone tone, bool colour);

/// The text with each control character (an escape sequence in a file, say) shown as '?'.
std::string printable(std::string_view text);

/// The text as lines of at most `width` cells, cut at spaces: the first behind `indent`, the others
/// behind `hanging` spaces, each with its line end. A width below `hanging` + 20 folds nothing.
std::string folded(std::string_view text, std::string indent, std::size_t hanging,
                   std::size_t width);

/// The text in at most `width` cells; a cut one ends in an ellipsis.
std::string shortened(std::string_view text, std::size_t width);

}  // namespace dlflow::terminal
