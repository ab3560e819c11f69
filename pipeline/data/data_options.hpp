#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/schema/schema.hpp"
#include "pipeline/data/column.hpp"

namespace dlflow::data {

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

/// Where a table comes from and how its text is read.
struct DataOptions {
  std::string file;       ///< path of the file; empty: `dataset` names an entry of the catalogue
  std::string dataset;    ///< name in the catalogue
  Header header;          ///< `header: true`, `header: [a, b]`
  std::string separator;  ///< one character, "tab" or "space"; empty: found out
  std::string decimal = ".";
  Encoding encoding = Encoding::automatic;
  std::vector<std::string> missing = default_missing_texts();
};
void describe(schema::Object& o, DataOptions& x);

/// What the user says of one column, in place of what is inferred.
struct ColumnOptions {
  std::optional<ColumnKind> kind;
  std::vector<std::string> missing;  ///< texts that are missing values here, besides the table's
};
void describe(schema::Object& o, ColumnOptions& x);

}  // namespace dlflow::data
