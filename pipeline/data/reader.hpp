#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/data/data_options.hpp"
#include "pipeline/data/table.hpp"

namespace dlflow::data {

using ColumnSettings = std::vector<std::pair<std::string, ColumnOptions>>;

/// A table and what was found out on the way.
struct ReadResult {
  Table table;
  std::vector<std::string> notes;  ///< decisions in words: header, separator, quotes, encoding
  bool has_header = false;         ///< the first row of the file named the columns
  std::string content_hash;        ///< SHA-256 of the file's own bytes, hex, lower case
  std::vector<std::string> unknown_columns;  ///< named in the settings, not in the file
  std::string encoding;                      ///< "utf8" or "latin1"
  char separator = ',';                      ///< ' ' for runs of white space
};

/// Reads a table; the format is chosen by the extension (.csv, .tsv, .txt, .data, also with .gz).
/// Throws UserError (data) with the file, row, line, column and text of every bad cell (the first
/// 20 and a count of the rest), or when the file is absent, empty or of an unknown format;
/// EnvironmentError when the system refuses to read it.
ReadResult read_table(const std::filesystem::path& file, const DataOptions& options,
                      const ColumnSettings& columns);

/// Throws as read_table does when there is no such file or it is no file.
void require_file(const std::filesystem::path& file);

/// The extensions that read_table knows, for messages and documentation.
std::vector<std::string> known_extensions();

/// A number column as codes, its labels sorted by value; text as codes, its labels sorted as text;
/// a coded column as it is. The kind becomes binary with two labels, else category.
Column as_category(const Column& column);

/// A coded or text column as numbers. Throws UserError (data) "row 14, column 'price': 'abc' is
/// not a number"; rows count from 1.
Column as_number(const Column& column);

}  // namespace dlflow::data
