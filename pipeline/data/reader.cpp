#include "pipeline/data/reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "pipeline/data/column_blocks.hpp"
#include "pipeline/data/readers/readers.hpp"
#include "pipeline/data/slashed_dates.hpp"
#include "pipeline/files/files.hpp"

namespace dlflow::data {
namespace {

/// Every format of tables.
std::span<const ReaderKind* const> reader_kinds() {
  static const std::array<const ReaderKind*, 6> kKinds = {
      &csv_reader(), &arff_reader(), &ts_reader(), &idx_reader(), &npy_reader(), &image_reader()};
  return kKinds;
}

/// The name that decides the format: in lower case, without .gz; .tgz is short for .tar.gz.
std::string format_name(const std::filesystem::path& file) {
  std::string text =
      lower_case((file.extension() == ".gz" ? file.stem() : file.filename()).string());
  if (text.ends_with(".tgz")) text.replace(text.size() - 4, 4, ".tar");
  return text;
}

const ReaderKind* kind_of(const std::filesystem::path& file, Format format) {
  std::error_code ignored;
  if (format == Format::automatic && std::filesystem::is_directory(file, ignored))
    format = Format::images;
  const std::string name = format_name(file);
  for (const ReaderKind* kind : reader_kinds())
    for (const std::string& ending : kind->endings)
      if (format == Format::automatic ? name.ends_with(ending) : kind->format == format)
        return kind;
  return nullptr;
}

/// What names of tables end in, for messages.
std::vector<std::string> known_extensions() {
  std::vector<std::string> all;
  for (const ReaderKind* kind : reader_kinds())
    all.insert(all.end(), kind->endings.begin(), kind->endings.end());
  return all;
}

[[noreturn]] void refuse_absent(const std::filesystem::path& file) {
  std::vector<std::string> names;
  std::error_code ignored;
  const auto folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  std::string hint;
  if (const auto near = nearest(file.filename().string(), names))
    hint = fmt::format("did you mean '{}'?", (file.parent_path() / *near).string());
  throw UserError(ExitCode::data, fmt::format("{}: no such file", file.string()), hint);
}

}  // namespace

void require_file(const std::filesystem::path& file) {
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (status.type() == std::filesystem::file_type::not_found) refuse_absent(file);
  if (error) throw EnvironmentError::from_errno(file.string(), "cannot read", error.value());
}

std::string content_hash(const std::filesystem::path& file) {
  if (!std::filesystem::is_directory(file)) return files::sha256_file(file);
  return hash_of_images(file);
}

std::string ending_of(const std::filesystem::path& file) {
  return std::filesystem::path(format_name(file)).extension().string();
}

std::optional<Format> format_named_by(const std::filesystem::path& file) {
  const ReaderKind* kind = kind_of(file, Format::automatic);
  return kind ? std::optional(kind->format) : std::nullopt;
}

ReadResult read_table(const std::filesystem::path& file, const DataOptions& options,
                      const ColumnSettings& columns, int threads) {
  require_file(file);
  const ReaderKind* kind = kind_of(file, options.format);
  if (kind && kind->format != Format::images && std::filesystem::is_directory(file))
    throw EnvironmentError(file.string(), "is a folder, not a table");
  if (!kind) {
    const auto known = known_extensions();
    throw UserError(
        ExitCode::data,
        fmt::format("{}: no format is known by the extension '{}'", file.string(), ending_of(file)),
        fmt::format("known are {}, each also with .gz; or say data.format", join(known, ", ")));
  }
  ReadResult result = kind->read(file, options, columns, threads);
  for (const Column& column : result.table.columns)
    if (result.file_columns.size() < result.table.columns.size())
      result.file_columns.push_back(column.name);
  result.dates = read_slashed_dates(result.table, options.dates, columns, result.notes);
  gather_blocks(result.table, file.string(), columns);
  for (const auto& [name, of_column] : columns)
    if (!result.table.find(name)) result.unknown_columns.push_back(name);
  return result;
}

}  // namespace dlflow::data
