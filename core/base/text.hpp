#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dlflow {

/// The code points of a UTF-8 text, each as its bytes; an invalid byte stands for itself.
std::vector<std::string_view> code_points(std::string_view text);

/// Number of terminal cells a text takes, with one cell per code point.
std::size_t display_width(std::string_view text);

/// Whether the bytes are valid UTF-8 (no overlong forms, no surrogates).
bool is_utf8(std::string_view text);

/// The edit distance of two texts with insertion, deletion, replacement and swap of neighbours.
/// Source: optimal string alignment, F. Damerau (1964).
int edit_distance(std::string_view a, std::string_view b);

/// The name nearest to what was written, if one is near enough to be meant; ties by order.
std::optional<std::string> nearest(std::string_view got, std::span<const std::string> names);

/// "did you mean 'relu'?" when a name is near, else "one of: linear, relu, tanh".
std::string suggestion(std::string_view got, std::span<const std::string> names);

/// Pieces between separators; an empty text is one empty piece.
std::vector<std::string_view> split(std::string_view text, char separator);

std::string join(std::span<const std::string> parts, std::string_view separator);

/// The first names in quotes: "'a', 'b' and 3 more". most >= 1.
std::string quoted_few(std::span<const std::string> names, std::size_t most);

/// A text for a message: its first bytes, whole code points, and "..." where it goes on.
std::string excerpt(std::string_view text, std::size_t most = 60);

/// A text as one word of a shell's command line, quoted where it must be; and several of them.
std::string shell_word(const std::string& text);
std::string shell_line(std::span<const std::string> words);

/// Without white space at both ends.
std::string_view trim(std::string_view text);

/// A whole number in the user's eye: 1460 is "1,460".
std::string with_thousands(long long value);
/// The same of how many things there are.
std::string counted(std::size_t count);
/// With their noun: "1 row", "1,460 rows".
std::string counted(std::size_t count, std::string_view noun);

/// The text with A to Z as a to z.
std::string lower_case(std::string text);

/// The shortest text that reads back to the same double: "0.1", "1e-07", "nan", "inf".
std::string shortest(double value);

/// The bytes in letters, with padding. Source: RFC 4648, 4.
std::string base64(std::string_view bytes);

/// The whole text as a double (decimal or scientific; no locale, no hex, no sign '+').
/// Empty when any character is left over. "nan" and "inf" are refused.
std::optional<double> parse_number(std::string_view text);

/// The whole text as a signed integer in base 10 without leading zeros.
std::optional<long long> parse_integer(std::string_view text);

}  // namespace dlflow
