#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "pipeline/files/files.hpp"
#include "pipeline/store/element.hpp"
#include "pipeline/store/model_file.hpp"

namespace dlflow::store {
namespace {

using nlohmann::json;
using NamedArray = std::pair<const std::string, ArchiveArray>;

std::size_t element_bytes(const ArchiveArray& array) {
  return std::holds_alternative<std::vector<float>>(array.values) ? 4 : 8;
}

/// The wide types first, so that every array lies on a multiple of its element size.
std::vector<const NamedArray*> in_file_order(const Archive& archive) {
  std::vector<const NamedArray*> out;
  for (const NamedArray& entry : archive.arrays()) out.push_back(&entry);
  std::stable_sort(out.begin(), out.end(), [](const NamedArray* a, const NamedArray* b) {
    return element_bytes(a->second) > element_bytes(b->second);
  });
  return out;
}

void check_shape(const NamedArray& entry) {
  std::uint64_t count = 1;
  for (const std::int64_t size : entry.second.shape) {
    DLFLOW_REQUIRE(size >= 0, "array '" + entry.first + "' has a negative size");
    count *= static_cast<std::uint64_t>(size);
  }
  DLFLOW_REQUIRE(count * element_bytes(entry.second) == bytes_of(entry.second).size(),
                 "array '" + entry.first + "' does not fill its shape");
}

const std::string& checked(const std::string& text) {
  DLFLOW_REQUIRE(is_utf8(text), "a text of an archive is not UTF-8");
  return text;
}

/// nlohmann::json keeps object keys in order, so the same archive gives the same bytes.
json metadata_of(const Archive& archive, const std::string& kind) {
  json out = {{"dlflow.format", std::to_string(kModelFormat)},
              {"dlflow.kind", checked(kind)},
              {"dlflow.digest", digest(archive)}};
  for (const auto& [name, text] : archive.texts()) out["text." + checked(name)] = checked(text);
  for (const auto& [name, list] : archive.lists()) {
    json items = json::array();
    for (const std::string& text : list) items.push_back(checked(text));
    out["list." + checked(name)] = items.dump();
  }
  return out;
}

std::string little_endian(std::uint64_t number) {
  std::string out;
  for (int i = 0; i < 8; ++i) out += static_cast<char>(number >> (8 * i) & 0xFF);
  return out;
}

}  // namespace

std::string to_safetensors(const Archive& archive, const std::string& kind) {
  const auto arrays = in_file_order(archive);
  json header = {{"__metadata__", metadata_of(archive, kind)}};
  std::size_t offset = 0;
  for (const NamedArray* entry : arrays) {
    check_shape(*entry);
    DLFLOW_REQUIRE(checked(entry->first) != "__metadata__", "a reserved name of an array");
    const std::size_t end = offset + bytes_of(entry->second).size();
    header[entry->first] = {{"dtype", type_name(entry->second)},
                            {"shape", entry->second.shape},
                            {"data_offsets", {offset, end}}};
    offset = end;
  }
  std::string text = header.dump();
  text.resize((text.size() + 7) / 8 * 8, ' ');
  std::string out = little_endian(text.size());
  out.reserve(out.size() + text.size() + offset);
  out += text;
  for (const NamedArray* entry : arrays) out += bytes_of(entry->second);
  return out;
}

void write_model_file(const std::filesystem::path& path, const Archive& archive) {
  files::commit(path, to_safetensors(archive, "model"));
}

void write_checkpoint(const std::filesystem::path& path, const Archive& archive) {
  files::commit(path, to_safetensors(archive, "checkpoint"));
}

}  // namespace dlflow::store
