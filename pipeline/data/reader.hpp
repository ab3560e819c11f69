#pragma once

#include <filesystem>
#include <optional>
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
  std::vector<std::string> file_columns;  ///< names in the file, before blocks are put together
  std::string target;                     ///< the column that the format says is the answer; or ""
  std::optional<std::size_t> test_begin;  ///< the first row of the test file, where there is one
  std::vector<std::string> notes;  ///< decisions in words: header, separator, quotes, encoding
  bool has_header = false;         ///< the first row of the file named the columns
  std::string content_hash;        ///< SHA-256 of the file's own bytes, hex, lower case
  std::vector<std::string> unknown_columns;  ///< named in the settings, not in the file
  std::string encoding = "utf8";             ///< "utf8" or "latin1"
  char separator = ',';                      ///< ' ' for runs of white space
  DateOrder dates = DateOrder::automatic;    ///< what comes first in them; automatic: unknown
  bool has_plain_quotes = false;             ///< double quotes are characters like any other
};

/// Reads a table; the format is chosen by the end of the name: .csv, .tsv, .txt, .data, .arff, .ts,
/// .npy, .idx, -ubyte, .tar, each also with .gz, and .tgz; a folder is one of images. Columns that
/// make up images or series are put together. The result is the same for any number of threads.
/// Throws UserError (data) with the file, row, line, column and text of every bad cell (the first
/// 20 and a count of the rest), or when the file is absent, empty or of an unknown format;
/// EnvironmentError when the system refuses to read it.
ReadResult read_table(const std::filesystem::path& file, const DataOptions& options,
                      const ColumnSettings& columns, int threads = 1);

/// Reads what the options name, paths as they are: rows with their labels, and behind them the rows
/// of the test file, whose columns have the kinds of the training rows' columns.
/// Throws as read_table does, and UserError (data) when the files do not fit together.
ReadResult read_data(const DataOptions& options, const ColumnSettings& columns, int threads = 1);

/// Throws as read_table does when there is no such file.
void require_file(const std::filesystem::path& file);

/// SHA-256 of a file, hex; of a folder of images, over all of them. Throws as read_table does.
std::string content_hash(const std::filesystem::path& file);

/// What the name of a file ends in, in lower case and without .gz, such as ".csv"; may be empty.
std::string ending_of(const std::filesystem::path& file);
/// The format that read_table takes a name to stand for; none when it stands for none.
std::optional<Format> format_named_by(const std::filesystem::path& file);

/// A number column as codes, its labels sorted by value; text as codes, its labels sorted as text;
/// a coded column as it is. The kind becomes binary with two labels, else category.
Column as_category(const Column& column);

/// A coded or text column as numbers. Throws UserError (data) "row 14, column 'price': 'abc' is
/// not a number"; rows count from 1.
Column as_number(const Column& column);

}  // namespace dlflow::data
