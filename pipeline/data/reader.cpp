#include "pipeline/data/reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "pipeline/data/readers/readers.hpp"

namespace dlflow::data {
namespace {

/// Every format of tables.
std::span<const ReaderKind* const> reader_kinds() {
  static const std::array<const ReaderKind*, 1> kKinds = {&csv_reader()};
  return kKinds;
}

/// The extension that decides the format: in lower case, without .gz.
std::string format_of(const std::filesystem::path& file) {
  std::string text = file.extension().string();
  if (text == ".gz") text = file.stem().extension().string();
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
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
  if (std::filesystem::is_directory(status))
    throw EnvironmentError(file.string(), "is a folder, not a table");
}

std::vector<std::string> known_extensions() {
  std::vector<std::string> all;
  for (const ReaderKind* kind : reader_kinds())
    all.insert(all.end(), kind->extensions.begin(), kind->extensions.end());
  return all;
}

ReadResult read_table(const std::filesystem::path& file, const DataOptions& options,
                      const ColumnSettings& columns) {
  require_file(file);
  const std::string format = format_of(file);
  for (const ReaderKind* kind : reader_kinds())
    if (std::find(kind->extensions.begin(), kind->extensions.end(), format) !=
        kind->extensions.end())
      return kind->read(file, options, columns);
  const auto known = known_extensions();
  throw UserError(
      ExitCode::data,
      fmt::format("{}: no format is known by the extension '{}'", file.string(), format),
      fmt::format("known are {}, each also with .gz", join(known, ", ")));
}

}  // namespace dlflow::data
