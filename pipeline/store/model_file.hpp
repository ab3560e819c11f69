#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "core/base/archive.hpp"

namespace dlflow::store {

/// An archive as one safetensors file: arrays as tensors (F32, F64, I64), texts and lists as JSON
/// in `__metadata__` beside `dlflow.format` and `dlflow.kind`. Any safetensors reader opens it.
/// The format is described in docs/model-file.md.
inline constexpr int kModelFormat = 2;

std::string to_safetensors(const Archive& archive, const std::string& kind);
void write_model_file(const std::filesystem::path& path, const Archive& archive);
/// The state of a fit under way, as a file of the kind "checkpoint".
void write_checkpoint(const std::filesystem::path& path, const Archive& archive);

/// Reads under the full rules: header length, JSON without duplicate keys, offsets without gaps or
/// overlap that fit shape and type and the file. Throws CorruptFile naming what is wrong (another
/// kind of file, a newer format, truncation), EnvironmentError when it cannot be opened.
Archive from_safetensors(std::string_view bytes, const std::string& kind, const std::string& path);
Archive read_model_file(const std::filesystem::path& path);

/// A model file of any format number up to ours, and what is to be told of the file itself.
struct ModelFile {
  Archive archive;  ///< as the newest format says it, see model_formats.hpp
  int format = kModelFormat;
  std::string digest;  ///< of the content as it lies in the file
  std::uint64_t bytes = 0;
};
ModelFile open_model_file(const std::filesystem::path& path);
Archive read_checkpoint(const std::filesystem::path& path);

/// The canonical digest of an archive: SHA-256 over names, types, shapes and bytes in name order.
std::string digest(const Archive& archive);

}  // namespace dlflow::store
