#include "pipeline/files/hash.hpp"
#include "pipeline/store/element.hpp"
#include "pipeline/store/model_file.hpp"

namespace dlflow::store {

std::string digest(const Archive& archive) {
  files::Sha256 hash;
  hash.add(archive.arrays().size());
  for (const auto& [name, array] : archive.arrays()) {
    hash.add_text(name);
    hash.add_text(type_name(array));
    hash.add(array.shape.size());
    for (const std::int64_t size : array.shape) hash.add(static_cast<std::uint64_t>(size));
    hash.add_text(bytes_of(array));
  }
  hash.add(archive.texts().size());
  for (const auto& [name, text] : archive.texts()) {
    hash.add_text(name);
    hash.add_text(text);
  }
  hash.add(archive.lists().size());
  for (const auto& [name, list] : archive.lists()) {
    hash.add_text(name);
    hash.add(list.size());
    for (const std::string& text : list) hash.add_text(text);
  }
  return hash.finish();
}

}  // namespace dlflow::store
