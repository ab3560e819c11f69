#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/schema/schema.hpp"
#include "pipeline/data/column.hpp"
#include "pipeline/data/number_marks.hpp"

namespace dlflow::data {

/// What a double quote at the start of a cell is: the opening of a quoted cell (RFC 4180), or a
/// character like any other. `automatic` takes quotes for characters where tabs separate and the
/// first rows hold a cell that goes on behind its closing quote.
enum class Quotes { automatic, enclose, none };
std::span<const std::string_view> names_of(Quotes);

/// What comes first in dates such as 1/2/2024; automatic: as the dates of the file show.
enum class DateOrder { automatic, day_first, month_first };
std::span<const std::string_view> names_of(DateOrder);

enum class Encoding { automatic, utf8, latin1 };
std::span<const std::string_view> names_of(Encoding);

/// Whether the first row names the columns: found out from the file, said (`header: false`), or
/// the names themselves (`header: [age, class]`), for a file that has none.
struct Header {
  std::optional<bool> present;     ///< empty: found out, or absent when names are given
  std::vector<std::string> names;  ///< one a column; empty: from the file, or column_0, column_1
};
void describe(schema::Object& o, Header& x);

/// Texts that stand for "no value" where nothing else is said; compared without case.
std::vector<std::string> default_missing_texts();

enum class Format { automatic, csv, arff, ts, idx, npy, images };
std::span<const std::string_view> names_of(Format);

/// What an image of a file becomes; automatic: grey where every one is grey, else RGB.
enum class Colours { automatic, grey, rgb };
std::span<const std::string_view> names_of(Colours);

/// Where a table comes from and how its text is read. All rows in one file (`file`), or training
/// and test rows in two (`train`, `test`). Files of arrays (IDX, NPY) hold no target: it stands in
/// another file (`labels`, `test_labels`).
struct DataOptions {
  std::string file;     ///< path of the file; empty: `train`, or `dataset` names an entry
  std::string dataset;  ///< name in the catalogue
  std::string images;   ///< folder or archive of images, in place of a file
  std::string train, labels, test, test_labels;  ///< paths; empty where there is no such file
  std::vector<std::int64_t> size;  ///< height, width of every image; empty: as the files have it
  Colours colours = Colours::automatic;
  Format format = Format::automatic;
  Header header;          ///< `header: true`, `header: [a, b]`
  std::string separator;  ///< one character, "tab" or "space"; empty: found out
  std::string decimal = ".";
  std::string thousands;  ///< one character or "space"; empty: nothing stands between digits
  DateOrder dates = DateOrder::automatic;
  Quotes quotes = Quotes::automatic;
  Encoding encoding = Encoding::automatic;
  std::vector<std::string> missing = default_missing_texts();

  /// `decimal` and `thousands`, as they were checked.
  NumberMarks marks() const;
  /// The file of the rows to learn from: `file`, `images` or `train`.
  const std::string& main_file() const {
    return !train.empty() ? train : images.empty() ? file : images;
  }
};
void describe(schema::Object& o, DataOptions& x);

/// What the user says of one column, in place of what is inferred. With `from` and `to` it is made
/// of the columns between these, in the order of the file: an image or a series a row.
struct ColumnOptions {
  std::optional<ColumnKind> kind;
  std::string from, to;              ///< first and last column; empty: a column of the file
  std::vector<std::int64_t> shape;   ///< height, width, channels; or steps, channels
  std::vector<std::string> missing;  ///< texts that are missing values here, besides the table's

  bool is_block() const { return !from.empty(); }
};
void describe(schema::Object& o, ColumnOptions& x);

}  // namespace dlflow::data
