#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "pipeline/data/reader.hpp"
#include "pipeline/data/readers/column_builder.hpp"
#include "pipeline/files/files.hpp"

namespace dlflow::data {
namespace {

constexpr const char* kLabel = "label";

std::string short_name(const std::string& path) {
  return std::filesystem::path(path).filename().string();
}

/// A file of rows and, beside it, the file with the target of each of them.
ReadResult read_with_labels(const std::string& file, const std::string& labels,
                            const DataOptions& options, const ColumnSettings& settings,
                            int threads) {
  ReadResult result = read_table(file, options, settings, threads);
  if (labels.empty()) return result;
  ReadResult other = read_table(labels, options, {});
  const Column& first = other.table.columns.front();
  if (other.table.columns.size() != 1 || first.is_image() || first.is_series())
    throw UserError(
        ExitCode::data,
        fmt::format("{}: labels are one value a row, this holds {}", labels,
                    first.is_image() ? "images" : std::to_string(other.table.columns.size())));
  if (other.table.rows() != result.table.rows())
    throw UserError(ExitCode::data,
                    fmt::format("{} holds {} labels, but {} holds {} rows", labels,
                                counted(other.table.rows()), file, counted(result.table.rows())),
                    "are these the labels of another file?");
  Column column = std::move(other.table.columns.front());
  column.name = kLabel;
  for (const auto& [name, of_column] : settings)
    if (name == kLabel && of_column.kind && *of_column.kind != column.kind)
      apply_kind(column, *of_column.kind, labels);
  if (result.table.find(kLabel))
    throw UserError(ExitCode::data,
                    fmt::format("{} has a column 'label' beside the labels of {}", file, labels));
  result.table.columns.push_back(std::move(column));
  std::erase(result.unknown_columns, kLabel);
  result.file_columns.emplace_back(kLabel);
  result.target = kLabel;
  result.content_hash = files::sha256(result.content_hash + other.content_hash);
  return result;
}

/// The settings with which the test rows get the kinds of the training rows.
ColumnSettings settings_like(const ReadResult& training, const ColumnSettings& settings) {
  ColumnSettings all = settings;
  for (const Column& column : training.table.columns) {
    const auto given = std::find_if(all.begin(), all.end(),
                                    [&](const auto& entry) { return entry.first == column.name; });
    ColumnOptions& options =
        given != all.end() ? given->second : all.emplace_back(column.name, ColumnOptions{}).second;
    options.kind = column.kind == ColumnKind::binary ? ColumnKind::category : column.kind;
  }
  return all;
}

void append_codes(Column& to, const Column& from) {
  std::map<std::string, std::int32_t, std::less<>> code_of;
  for (const std::string& label : to.labels)
    code_of.emplace(label, static_cast<std::int32_t>(code_of.size()));
  std::vector<std::int32_t> code(from.labels.size());
  for (std::size_t i = 0; i < code.size(); ++i) {
    const auto next = static_cast<std::int32_t>(to.labels.size());
    const auto [at, is_new] = code_of.try_emplace(from.labels[i], next);
    if (is_new) to.labels.push_back(from.labels[i]);
    code[i] = at->second;
  }
  for (std::size_t i = 0; i < from.codes.size(); ++i)
    to.codes.push_back(from.codes[i] < 0 ? -1 : code[static_cast<std::size_t>(from.codes[i])]);
  sort_labels(to);
  if (to.kind == ColumnKind::binary && to.labels.size() > 2) to.kind = ColumnKind::category;
}

void append_images(Column& to, const Column& from, const std::string& file) {
  const samples::ImageBlock &a = *to.images, &b = *from.images;
  if (a.height != b.height || a.width != b.width || a.channels != b.channels)
    throw UserError(
        ExitCode::data,
        fmt::format("{}: column '{}' holds images of {} x {} x {}, the training rows "
                    "hold {} x {} x {}",
                    file, to.name, b.height, b.width, b.channels, a.height, a.width, a.channels));
  auto both = std::make_shared<samples::ImageBlock>();
  both->height = a.height;
  both->width = a.width;
  both->channels = a.channels;
  if (a.has_bytes() && b.has_bytes()) {
    both->bytes.reserve(a.bytes.size() + b.bytes.size());
    both->bytes.insert(both->bytes.end(), a.bytes.begin(), a.bytes.end());
    both->bytes.insert(both->bytes.end(), b.bytes.begin(), b.bytes.end());
  } else {
    for (const samples::ImageBlock* block : {&a, &b})
      for (std::size_t i = 0; i < block->size() * block->values_per_image(); ++i)
        both->floats.push_back(block->pixel(i));
  }
  to.images = std::move(both);
}

void append_series(Column& to, const Column& from, const std::string& file) {
  if (to.series->channels != from.series->channels)
    throw UserError(ExitCode::data,
                    fmt::format("{}: column '{}' has {} channels, the training rows have {}", file,
                                to.name, from.series->channels, to.series->channels));
  auto both = std::make_shared<samples::SequenceBlock>(*to.series);
  both->values.insert(both->values.end(), from.series->values.begin(), from.series->values.end());
  for (std::size_t n = 0; n < from.series->size(); ++n)
    both->offsets.push_back(both->offsets.back() + from.series->length(n));
  to.series = std::move(both);
}

void append(Column& to, const Column& from, const std::string& file) {
  if (to.is_number())
    for (std::size_t i = 0; i < from.numbers.size(); ++i) to.numbers.push_back(from.numbers[i]);
  else if (to.is_coded())
    append_codes(to, from);
  else if (to.is_image())
    append_images(to, from, file);
  else if (to.is_series())
    append_series(to, from, file);
  else
    to.texts.insert(to.texts.end(), from.texts.begin(), from.texts.end());
}

/// The rows of a test file as those of the training file are, whatever its values look like.
ReadResult read_test(const DataOptions& options, const ReadResult& training,
                     const ColumnSettings& settings, int threads) {
  DataOptions like = options;
  like.quotes = training.has_plain_quotes ? Quotes::none : Quotes::enclose;
  like.header.present = training.has_header;
  like.dates = training.dates;
  if (!training.has_header) like.header.names = training.file_columns;
  return read_with_labels(options.test, options.test_labels, like,
                          settings_like(training, settings), threads);
}

/// A folder of images may hold a test set, which then is the only one.
void require_no_test(const ReadResult& read, const std::string& file) {
  if (read.test_begin)
    throw UserError(
        ExitCode::data,
        fmt::format("{} holds train/ and test/, but a test set is named beside it", file),
        "name one of the two folders in its place");
}

ReadResult read_rows(const DataOptions& options, const ColumnSettings& settings, int threads) {
  DataOptions own = options;
  if (!options.images.empty()) own.format = Format::images;
  return read_with_labels(options.main_file(), options.labels, own, settings, threads);
}

}  // namespace

ReadResult read_data(const DataOptions& options, const ColumnSettings& settings, int threads) {
  ReadResult result = read_rows(options, settings, threads);
  if (options.test.empty()) return result;
  ReadResult test = read_test(options, result, settings, threads);
  require_no_test(result, options.main_file());
  require_no_test(test, options.test);
  for (const Column& column : result.table.columns) {
    const Column* other = test.table.find(column.name);
    if (!other)
      throw UserError(ExitCode::data, fmt::format("{} has no column '{}', which {} has",
                                                  options.test, column.name, options.main_file()));
    DLFLOW_REQUIRE(
        other->is_coded() == column.is_coded() && (column.is_coded() || other->kind == column.kind),
        "test rows have the kinds of the training rows");
  }
  for (const Column& column : test.table.columns)
    if (!result.table.find(column.name))
      result.notes.push_back(
          fmt::format("column '{}' of {} is not in the training rows and left out", column.name,
                      short_name(options.test)));
  result.test_begin = result.table.rows();
  for (Column& column : result.table.columns)
    append(column, *test.table.find(column.name), options.test);
  result.content_hash = files::sha256(result.content_hash + test.content_hash);
  result.notes.push_back(fmt::format("the test set is {}: {} rows", short_name(options.test),
                                     counted(test.table.rows())));
  return result;
}

}  // namespace dlflow::data
