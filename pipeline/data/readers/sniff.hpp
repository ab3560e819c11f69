#pragma once

#include <deque>
#include <string>
#include <vector>

#include "pipeline/data/readers/column_builder.hpp"

namespace dlflow::data {

/// The cells of the first records of a file, as they will be read.
using SampleRows = std::vector<std::vector<std::string>>;
SampleRows sample_rows(const std::deque<std::string>& lines, char separator,
                       bool has_plain_quotes = false);

/// Whether some cell begins with a double quote and goes on behind the closing one, as quotations
/// in a text do and quoted cells do not.
bool has_quotations(const std::deque<std::string>& lines, char separator);

/// The character that cuts most lines into the same number of cells, more than one. ',' when none
/// does. ' ' (runs of white space) is tried where `with_spaces`, after the others. Between ';' and
/// ',' that fit alike, ';' wins when its cells look like numbers with a decimal comma.
char sniff_separator(const std::deque<std::string>& lines, char decimal, bool with_spaces);

/// Whether the first row names the columns, and why.
struct HeaderGuess {
  bool is_header = false;
  std::string reason;
};
HeaderGuess sniff_header(const SampleRows& rows, const MissingTexts& missing, NumberMarks marks);

/// Whether some cells are quoted like 'this'.
bool has_single_quotes(const SampleRows& rows);

}  // namespace dlflow::data
