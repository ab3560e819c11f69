#include "pipeline/data/row_stream.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "core/base/error.hpp"
#include "core/base/names.hpp"
#include "core/base/text.hpp"
#include "pipeline/data/images/image_files.hpp"
#include "pipeline/data/readers/stream_layout.hpp"

namespace dlflow::data {
namespace {

/// The formats that are read at once, and which reader reads them.
constexpr std::array<std::pair<StreamFormat, Format>, 4> kWhole = {
    {{StreamFormat::arff, Format::arff},
     {StreamFormat::ts, Format::ts},
     {StreamFormat::idx, Format::idx},
     {StreamFormat::npy, Format::npy}}};

StreamFormat format_of(const std::string& file, const StreamColumns& columns) {
  if (file == "-") return StreamFormat::csv;
  const std::string ending = ending_of(file);
  if (holds_images(file)) return StreamFormat::images;
  if (ending == ".txt" && reads_one_text(columns)) return StreamFormat::texts;
  if (ending == ".jsonl" || ending == ".ndjson") return StreamFormat::jsonl;
  if (ending == ".tsv") return StreamFormat::tsv;
  const auto format = format_named_by(file);
  if (format == Format::csv) return StreamFormat::csv;
  for (const auto& [stream, whole] : kWhole)
    if (format == whole) return stream;
  throw UserError(
      ExitCode::data, fmt::format("{}: no format is known by the extension '{}'", file, ending),
      "say which with --input-format, one of: csv, tsv, jsonl, texts, arff, ts, idx, npy, images");
}

/// A format that is read at once: arrays, and files that list their columns.
class WholeStream final : public RowStream {
 public:
  WholeStream(const std::string& file, Format format, const StreamColumns& wanted) {
    DataOptions options;
    options.format = format;
    options.missing = wanted.missing;
    ReadResult read = read_table(file, options, wanted.inputs);
    std::vector<std::string> names;
    for (const Column& column : read.table.columns) names.push_back(column.name);
    StreamColumns there = wanted;
    for (auto& [name, of_column] : there.inputs) of_column.from.clear();
    const StreamLayout layout(file, there, names);
    unknown_ = layout.unknown();
    for (const auto& [name, of_column] : wanted.inputs)
      require_kind(file, *read.table.find(name), of_column);
    table_ = std::move(read.table);
    hash_ = read.content_hash;
  }

  bool next(Table& table) override {
    table = std::exchange(table_, {});
    return table.rows() > 0;
  }

 private:
  static void require_kind(const std::string& file, const Column& column,
                           const ColumnOptions& wanted) {
    const ColumnKind kind = wanted.kind.value_or(column.kind);
    const bool is_coded_kind =
        kind == ColumnKind::binary || kind == ColumnKind::category || kind == ColumnKind::ordinal;
    if (is_coded_kind ? !column.is_coded() : column.kind != kind)
      throw UserError(ExitCode::data,
                      fmt::format("{}: column '{}' holds values of kind {}, the model reads {}",
                                  file, column.name, value_name(column.kind), value_name(kind)));
  }

  Table table_;
};

Format whole_format(StreamFormat format) {
  const auto at = std::ranges::find(kWhole, format, &std::pair<StreamFormat, Format>::first);
  DLFLOW_REQUIRE(at != kWhole.end(), "a format that is read at once");
  return at->second;
}

}  // namespace

std::span<const std::string_view> names_of(StreamFormat) {
  static constexpr std::array<std::string_view, 10> kNames = {
      "automatic", "csv", "tsv", "jsonl", "texts", "arff", "ts", "idx", "npy", "images"};
  return kNames;
}

std::unique_ptr<RowStream> open_stream(const std::string& file, StreamFormat format,
                                       const StreamColumns& columns) {
  if (file != "-") require_file(file);
  if (format == StreamFormat::automatic) format = format_of(file, columns);
  if (format == StreamFormat::csv) return csv_stream(file, '\0', columns);
  if (format == StreamFormat::tsv) return csv_stream(file, '\t', columns);
  if (format == StreamFormat::jsonl) return jsonl_stream(file, columns);
  if (format == StreamFormat::texts) return texts_stream(file, columns);
  if (file == "-")
    throw UserError(ExitCode::usage, "standard input is read as csv, tsv, jsonl or texts alone",
                    "give the data as a file");
  if (format == StreamFormat::images) return image_stream(file, columns);
  return std::make_unique<WholeStream>(file, whole_format(format), columns);
}

}  // namespace dlflow::data
