#include "pipeline/data/data_options.hpp"

#include <algorithm>
#include <array>

namespace dlflow::data {

std::span<const std::string_view> names_of(Quotes) {
  static constexpr std::array<std::string_view, 3> kNames = {"automatic", "enclose", "none"};
  return kNames;
}

std::span<const std::string_view> names_of(Encoding) {
  static constexpr std::array<std::string_view, 3> kNames = {"automatic", "utf8", "latin1"};
  return kNames;
}

std::span<const std::string_view> names_of(Format) {
  static constexpr std::array<std::string_view, 7> kNames = {"automatic", "csv", "arff",  "ts",
                                                             "idx",       "npy", "images"};
  return kNames;
}

std::span<const std::string_view> names_of(DateOrder) {
  static constexpr std::array<std::string_view, 3> kNames = {"automatic", "day_first",
                                                             "month_first"};
  return kNames;
}

std::span<const std::string_view> names_of(Colours) {
  static constexpr std::array<std::string_view, 3> kNames = {"automatic", "grey", "rgb"};
  return kNames;
}

std::vector<std::string> default_missing_texts() {
  return {"", "?", "NA", "N/A", "#N/A", "NaN", "-NaN", "null", "None", "<NA>"};
}

NumberMarks DataOptions::marks() const {
  NumberMarks out;
  if (!decimal.empty()) out.decimal = decimal[0];
  if (!thousands.empty()) out.thousands = thousands == "space" ? ' ' : thousands[0];
  return out;
}

void describe(schema::Object& o, Header& x) {
  o.field("present", x.present, "whether the first row names the columns")
      .default_is("found out from the file");
  o.field("names", x.names, "names of the columns, for a file without them");
  o.scalar_form("present");
  o.list_form("names");
}

namespace {

void check_files(schema::Object& o, const DataOptions& x) {
  const auto rule = [&o](const char* field, auto is_wrong, const char* text) {
    o.check(field, [is_wrong, text]() -> std::optional<std::string> {
      return is_wrong() ? std::optional<std::string>(text) : std::nullopt;
    });
  };
  rule(
      "train", [&x] { return !x.train.empty() && !x.file.empty(); },
      "stands in place of 'file', but both are given\nleave one of them out");
  rule(
      "images", [&x] { return !x.images.empty() && !(x.file.empty() && x.train.empty()); },
      "stands in place of 'file' and 'train', but both are given\nleave one of them out");
  rule(
      "test", [&x] { return !x.test.empty() && x.main_file().empty(); },
      "needs the file of the training rows beside it\nadd 'train: PATH'");
  rule(
      "labels", [&x] { return !x.labels.empty() && x.main_file().empty(); },
      "needs the file of the training rows beside it\nadd 'train: PATH'");
  rule(
      "test_labels", [&x] { return x.test_labels.empty() != (x.labels.empty() || x.test.empty()); },
      "is given exactly where 'labels' and 'test' are\ngive all of them, or leave it out");
}

}  // namespace

void describe(schema::Object& o, DataOptions& x) {
  o.field("file", x.file, "path of the table, relative to the configuration");
  o.field("dataset", x.dataset, "name of a data set of the catalogue, in place of a file");
  o.field("images", x.images,
          "path of a folder of images, a sub-folder a class, or of a .tar, .tar.gz or .tgz of one");
  o.field("train", x.train, "path of the rows to learn from, where `test` holds the others");
  o.field("labels", x.labels, "path of the target of each row, for arrays (IDX, NPY)");
  o.field("test", x.test, "path of the sealed test rows, in place of a share of all rows");
  o.field("test_labels", x.test_labels, "path of the target of each test row");
  o.field("format", x.format, "format of the files; automatic: by their names");
  o.field("size", x.size, "[height, width] that every image file is resized to")
      .default_is("as the files have it, which must then be one size");
  o.field("colours", x.colours, "what image files become; automatic: grey where all are, else RGB");
  o.field("header", x.header, "whether the first row names the columns, or the names");
  o.field("separator", x.separator, "character between cells, `tab`, or `space` for white space")
      .default_is("found out from the file");
  o.field("decimal", x.decimal, "character before the decimals");
  o.field("thousands", x.thousands, "mark between groups of three digits: `,` `.` `'` or `space`")
      .default_is("none");
  o.field("dates", x.dates,
          "what comes first in dates such as 1/2/2024; automatic: as the dates of the file show");
  o.field("quotes", x.quotes,
          "whether double quotes enclose a cell; none: they are characters like any other");
  o.field("encoding", x.encoding, "encoding of the text; automatic: UTF-8, else Latin-1");
  o.field("missing", x.missing, "texts that stand for a missing value, compared without case");
  o.scalar_form("file");
  check_files(o, x);
  o.check("size", [&x]() -> std::optional<std::string> {
    const bool is_size = x.size.size() == 2 && std::ranges::all_of(x.size, [](std::int64_t n) {
                           return n >= 1 && n <= 4096;
                         });
    if (x.size.empty() || is_size) return std::nullopt;
    return "expected [height, width], each from 1 to 4096";
  });
  o.check("separator", [&x]() -> std::optional<std::string> {
    const bool is_name = x.separator == "tab" || x.separator == "space";
    if (x.separator.size() <= 1 || is_name) return std::nullopt;
    return "expected one character, tab or space, got '" + x.separator + "'";
  });
  o.check("decimal", [&x]() -> std::optional<std::string> {
    if (x.decimal == "." || x.decimal == ",") return std::nullopt;
    return "expected '.' or ',', got '" + x.decimal + "'";
  });
  o.check("thousands", [&x]() -> std::optional<std::string> {
    const std::string& mark = x.thousands;
    if (!mark.empty() && mark == x.decimal)
      return "is the character before the decimals too\nset 'decimal' to the other one";
    if (mark.empty() || mark == "," || mark == "." || mark == "'" || mark == "space")
      return std::nullopt;
    return "expected ',' '.' \"'\" or space, got '" + mark + "'";
  });
}

void describe(schema::Object& o, ColumnOptions& x) {
  o.field("kind", x.kind, "what the column means").default_is("found out from its values");
  o.field("missing", x.missing,
          "texts that are missing values in this column, besides the table's");
  o.field("from", x.from, "first of the columns that make up one image or series a row");
  o.field("to", x.to, "last of these columns");
  o.field("shape", x.shape, "[height, width, channels] of an image, [steps, channels] of a series")
      .default_is("one channel; a square image");
  const auto check = [&o](const char* field, auto rule) {
    o.check(field, [rule]() -> std::optional<std::string> {
      const std::string text = rule();
      return text.empty() ? std::nullopt : std::optional<std::string>(text);
    });
  };
  check("to", [&x]() -> std::string {
    if (x.from.empty() == x.to.empty()) return "";
    return "'from' and 'to' go together, only one is given";
  });
  check("kind", [&x]() -> std::string {
    const bool is_block = x.kind == ColumnKind::image || x.kind == ColumnKind::series;
    if (x.from.empty() || is_block) return "";
    return "columns from 'from' to 'to' make an image or a series\nset kind: image";
  });
  check("shape", [&x]() -> std::string {
    if (x.shape.empty()) return "";
    if (x.from.empty()) return "needs the columns that it is the shape of\nadd 'from' and 'to'";
    const bool is_image = x.kind == ColumnKind::image;
    const bool has_size = is_image ? x.shape.size() == 2 || x.shape.size() == 3
                                   : x.shape.size() == 1 || x.shape.size() == 2;
    const bool is_positive = std::all_of(x.shape.begin(), x.shape.end(),
                                         [](auto n) { return n >= 1 && n <= 1'000'000; });
    if (has_size && is_positive) return "";
    return is_image ? "expected [height, width] or [height, width, channels], each 1 or more"
                    : "expected [steps] or [steps, channels], each 1 or more";
  });
}

}  // namespace dlflow::data
