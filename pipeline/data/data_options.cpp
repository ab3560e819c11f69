#include "pipeline/data/data_options.hpp"

#include <array>

namespace dlflow::data {

std::span<const std::string_view> names_of(Encoding) {
  static constexpr std::array<std::string_view, 3> kNames = {"automatic", "utf8", "latin1"};
  return kNames;
}

std::vector<std::string> default_missing_texts() {
  return {"", "?", "NA", "N/A", "#N/A", "NaN", "-NaN", "null", "None", "<NA>"};
}

void describe(schema::Object& o, Header& x) {
  o.field("present", x.present, "whether the first row names the columns")
      .default_is("found out from the file");
  o.field("names", x.names, "names of the columns, for a file without them");
  o.scalar_form("present");
  o.list_form("names");
}

void describe(schema::Object& o, DataOptions& x) {
  o.field("file", x.file, "path of the table, relative to the configuration");
  o.field("dataset", x.dataset, "name of a data set of the catalogue, in place of a file");
  o.field("header", x.header, "whether the first row names the columns, or the names");
  o.field("separator", x.separator, "character between cells, `tab`, or `space` for white space")
      .default_is("found out from the file");
  o.field("decimal", x.decimal, "character before the decimals");
  o.field("encoding", x.encoding, "encoding of the text; automatic: UTF-8, else Latin-1");
  o.field("missing", x.missing, "texts that stand for a missing value, compared without case");
  o.scalar_form("file");
  o.check("separator", [&x]() -> std::optional<std::string> {
    const bool is_name = x.separator == "tab" || x.separator == "space";
    if (x.separator.size() <= 1 || is_name) return std::nullopt;
    return "expected one character, tab or space, got '" + x.separator + "'";
  });
  o.check("decimal", [&x]() -> std::optional<std::string> {
    if (x.decimal == "." || x.decimal == ",") return std::nullopt;
    return "expected '.' or ',', got '" + x.decimal + "'";
  });
}

void describe(schema::Object& o, ColumnOptions& x) {
  o.field("kind", x.kind, "what the column means").default_is("found out from its values");
  o.field("missing", x.missing,
          "texts that are missing values in this column, besides the table's");
}

}  // namespace dlflow::data
