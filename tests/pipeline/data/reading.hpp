#pragma once

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>

#include "../temporary_folder.hpp"
#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "pipeline/data/reader.hpp"

/// Small files, written, read and shown.
namespace dlflow::data::reading {

inline std::filesystem::path write(const TemporaryFolder& folder, const std::string& name,
                                   const std::string& bytes) {
  const std::filesystem::path path = folder / name;
  std::ofstream(path, std::ios::binary) << bytes;
  return path;
}

/// What a column holds: "1|2|" for values, "2x3x1:1,2,3,4,5,6|..." for images and
/// "1,10;2,20|..." for series, steps between semicolons.
inline std::string shown(const Column& column) {
  std::string out;
  const auto number = [](float v) { return shortest(static_cast<double>(v)); };
  for (std::size_t row = 0; row < column.size(); ++row) {
    if (row > 0) out += "|";
    if (column.is_image()) {
      const auto& block = *column.images;
      const std::size_t size = block.values_per_image();
      for (std::size_t i = 0; i < size; ++i)
        out += (i ? "," : "") + number(block.pixel(row * size + i));
    } else if (column.is_series()) {
      const auto values = column.series->sequence(row);
      for (std::size_t i = 0; i < values.size(); ++i)
        out += std::string(i == 0                        ? ""
                           : i % column.series->channels ? ","
                                                         : ";") +
               number(values[i]);
    } else {
      out += column.text(row);
    }
  }
  return out;
}

/// "a number:1|2 b category:x|y"
inline std::string shown(const ReadResult& result) {
  std::string out;
  for (const Column& column : result.table.columns)
    out += (out.empty() ? "" : " ") + column.name + " " +
           std::string(names_of(column.kind)[static_cast<std::size_t>(column.kind)]) + ":" +
           shown(column);
  return out;
}

/// What reading refuses to do, with the folder's path taken out.
template <class Read>
std::string message_of(const TemporaryFolder& folder, const Read& read) {
  try {
    return "read as " + shown(read());
  } catch (const UserError& error) {
    CHECK(error.code() == ExitCode::data);
    std::string text = error.what();
    const std::string path = folder.path().string() + "/";
    for (std::size_t at = text.find(path); at != text.npos; at = text.find(path))
      text.erase(at, path.size());
    return text;
  }
}

inline std::string message_of(const std::string& name, const std::string& bytes,
                              const ColumnSettings& settings = {},
                              const DataOptions& options = {}) {
  const TemporaryFolder folder;
  const auto file = write(folder, name, bytes);
  return message_of(folder, [&] { return read_table(file, options, settings); });
}

/// As shown, or the message.
inline std::string reading_of(const std::string& name, const std::string& bytes,
                              const ColumnSettings& settings = {},
                              const DataOptions& options = {}) {
  const std::string text = message_of(name, bytes, settings, options);
  return text.starts_with("read as ") ? text.substr(8) : text;
}

}  // namespace dlflow::data::reading
