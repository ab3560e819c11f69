#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "pipeline/files/files.hpp"
#include "pipeline/store/element.hpp"
#include "pipeline/store/json.hpp"
#include "pipeline/store/model_file.hpp"
#include "pipeline/store/model_formats.hpp"

namespace dlflow::store {
namespace {

using nlohmann::json;

constexpr std::uint64_t kMostHeaderBytes = 100'000'000;
constexpr std::uint64_t kMostFileBytes = std::uint64_t{1} << 36;

struct Tensor {
  std::string name, type;
  std::vector<std::int64_t> shape;
  std::uint64_t begin = 0, end = 0;  ///< within the data
};

/// Reads one file; holds what its messages need.
class Reader {
 public:
  Reader(std::string_view bytes, const std::string& path) : bytes_(bytes), path_(path) {}
  ModelFile read(const std::string& kind);

 private:
  [[noreturn]] void fail(const std::string& reason) const { throw CorruptFile(path_, reason); }
  json header();
  int check_metadata(const json& metadata, const std::string& kind) const;
  Tensor tensor(const std::string& name, const json& entry) const;
  std::uint64_t element_count(const Tensor& tensor) const;
  void check_offsets(std::vector<Tensor>& tensors) const;
  ArchiveArray array(const Tensor& tensor) const;
  template <class T>
  std::vector<T> values(const Tensor& tensor) const;
  void add_text(Archive& archive, const std::string& key, const std::string& text) const;

  std::string_view bytes_, data_;
  const std::string& path_;
};

json Reader::header() {
  if (bytes_.size() < 8)
    fail("truncated or not a safetensors file: " + std::to_string(bytes_.size()) + " bytes");
  std::uint64_t length = 0;
  std::memcpy(&length, bytes_.data(), 8);
  if (length > kMostHeaderBytes) fail("not a safetensors file: the header length is not credible");
  if (length > bytes_.size() - 8)
    fail("truncated: a header of " + std::to_string(length) + " bytes in a file of " +
         std::to_string(bytes_.size()));
  const std::string_view text = bytes_.substr(8, length);
  if (!text.starts_with('{')) fail("not a safetensors file: the header is not a JSON object");
  data_ = bytes_.substr(8 + length);
  return parse_json(text, path_);
}

/// Returns the number of the format.
int Reader::check_metadata(const json& metadata, const std::string& kind) const {
  if (!metadata.is_object()) fail("'__metadata__' is not an object");
  for (const auto& [key, value] : metadata.items())
    if (!value.is_string()) fail("'__metadata__' holds something other than text at '" + key + "'");
  const auto text = [&](const char* key) {
    if (!metadata.contains(key)) fail(std::string("not made by dlflow: no '") + key + "'");
    return metadata[key].get<std::string>();
  };
  const auto format = parse_integer(text("dlflow.format"));
  if (!format || *format < 1) fail("'dlflow.format' is not a number from 1");
  if (*format > kModelFormat)
    fail("made by a newer version of dlflow (format " + std::to_string(*format) +
         ", this one reads up to " + std::to_string(kModelFormat) + ")");
  const std::string got = text("dlflow.kind");
  if (got != kind) fail("holds a '" + got + "', expected a '" + kind + "'");
  text("dlflow.digest");
  return static_cast<int>(*format);
}

Tensor Reader::tensor(const std::string& name, const json& entry) const {
  const auto is_count = [](const json& value) {
    return value.is_number_unsigned() && value.get<std::uint64_t>() <= INT64_MAX;
  };
  const bool complete = entry.is_object() && entry.size() == 3 && entry.contains("dtype") &&
                        entry["dtype"].is_string() && entry.contains("shape") &&
                        entry["shape"].is_array() && entry.contains("data_offsets") &&
                        entry["data_offsets"].is_array() && entry["data_offsets"].size() == 2;
  if (!complete) fail("tensor '" + name + "' is not described by dtype, shape and data_offsets");
  const json &shape = entry["shape"], &offsets = entry["data_offsets"];
  if (!std::all_of(shape.begin(), shape.end(), is_count) ||
      !std::all_of(offsets.begin(), offsets.end(), is_count))
    fail("tensor '" + name + "' has a size or an offset that is not a count");
  return {name, entry["dtype"].get<std::string>(), shape.get<std::vector<std::int64_t>>(),
          offsets[0].get<std::uint64_t>(), offsets[1].get<std::uint64_t>()};
}

std::uint64_t Reader::element_count(const Tensor& tensor) const {
  std::uint64_t count = 1;
  for (const std::int64_t size : tensor.shape)
    if (__builtin_mul_overflow(count, static_cast<std::uint64_t>(size), &count))
      fail("tensor '" + tensor.name + "' is larger than any file");
  return count;
}

/// Every byte of the data belongs to exactly one tensor.
void Reader::check_offsets(std::vector<Tensor>& tensors) const {
  std::sort(tensors.begin(), tensors.end(), [](const Tensor& a, const Tensor& b) {
    return std::tie(a.begin, a.end) < std::tie(b.begin, b.end);
  });
  std::uint64_t at = 0;
  for (const Tensor& tensor : tensors) {
    if (tensor.begin != at || tensor.end < tensor.begin)
      fail("tensor '" + tensor.name + "' leaves a gap or overlaps: bytes " +
           std::to_string(tensor.begin) + " to " + std::to_string(tensor.end) + ", expected from " +
           std::to_string(at));
    at = tensor.end;
  }
  if (at != data_.size())
    fail((at > data_.size() ? "truncated: " : "bytes after the last tensor: ") +
         std::to_string(data_.size()) + " bytes of data, expected " + std::to_string(at));
}

template <class T>
std::vector<T> Reader::values(const Tensor& tensor) const {
  const std::uint64_t count = element_count(tensor);
  std::uint64_t size = 0;
  if (__builtin_mul_overflow(count, sizeof(T), &size) || size != tensor.end - tensor.begin)
    fail("tensor '" + tensor.name + "' of " + std::to_string(count) + " " +
         std::string(type_name<T>()) + " does not fit its " +
         std::to_string(tensor.end - tensor.begin) + " bytes");
  std::vector<T> out(count);
  if (size > 0) std::memcpy(out.data(), data_.data() + tensor.begin, size);
  return out;
}

ArchiveArray Reader::array(const Tensor& tensor) const {
  if (tensor.type == "F32") return {tensor.shape, values<float>(tensor)};
  if (tensor.type == "F64") return {tensor.shape, values<double>(tensor)};
  if (tensor.type == "I64") return {tensor.shape, values<std::int64_t>(tensor)};
  fail("tensor '" + tensor.name + "' has the type '" + tensor.type + "', expected F32, F64 or I64");
}

void Reader::add_text(Archive& archive, const std::string& key, const std::string& text) const {
  if (key.starts_with("text.")) archive.put(key.substr(5), text);
  if (!key.starts_with("list.")) return;
  const json list = parse_json(text, path_);
  const auto is_text = [](const json& item) { return item.is_string(); };
  if (!list.is_array() || !std::all_of(list.begin(), list.end(), is_text))
    fail("'" + key + "' is not a list of texts");
  archive.put(key.substr(5), list.get<std::vector<std::string>>());
}

ModelFile Reader::read(const std::string& kind) {
  const json content = header();
  if (!content.contains("__metadata__")) fail("not made by dlflow: no '__metadata__'");
  const json& metadata = content["__metadata__"];
  ModelFile file;
  file.format = check_metadata(metadata, kind);
  file.digest = metadata["dlflow.digest"].get<std::string>();
  file.bytes = bytes_.size();
  std::vector<Tensor> tensors;
  for (const auto& [name, entry] : content.items())
    if (name != "__metadata__") tensors.push_back(tensor(name, entry));
  check_offsets(tensors);
  Archive& out = file.archive;
  for (const Tensor& one : tensors) out.put(one.name, array(one));
  for (const auto& [key, value] : metadata.items())
    add_text(out, key, value.get_ref<const std::string&>());
  if (digest(out) != file.digest) fail("damaged: the content does not fit its digest");
  return file;
}

}  // namespace

Archive from_safetensors(std::string_view bytes, const std::string& kind, const std::string& path) {
  return Reader(bytes, path).read(kind).archive;
}

Archive read_model_file(const std::filesystem::path& path) {
  const std::string bytes = files::read_all(path, kMostFileBytes);
  return from_safetensors(bytes, "model", path.native());
}

ModelFile open_model_file(const std::filesystem::path& path) {
  const std::string bytes = files::read_all(path, kMostFileBytes);
  ModelFile file = Reader(bytes, path.native()).read("model");
  file.archive = upgraded(std::move(file.archive), file.format);
  return file;
}

Archive read_checkpoint(const std::filesystem::path& path) {
  const std::string bytes = files::read_all(path, kMostFileBytes);
  return from_safetensors(bytes, "checkpoint", path.native());
}

}  // namespace dlflow::store
