#include "core/base/archive.hpp"

#include "core/base/error.hpp"

namespace dlflow {
namespace {

template <class T>
const std::vector<T>& values_of(const Archive& archive, const std::string& name, const char* type) {
  const auto* values = std::get_if<std::vector<T>>(&archive.array(name).values);
  if (!values) throw CorruptFile(name, std::string("expected an array of ") + type);
  return *values;
}

template <class Map>
const typename Map::mapped_type& entry(const Map& map, const std::string& name, const char* what) {
  const auto at = map.find(name);
  if (at == map.end()) throw CorruptFile(name, std::string("the ") + what + " is missing");
  return at->second;
}

template <class Map>
Map under(const Map& map, const std::string& prefix) {
  Map out;
  for (auto at = map.lower_bound(prefix); at != map.end() && at->first.starts_with(prefix); ++at)
    out[at->first.substr(prefix.size())] = at->second;
  return out;
}

}  // namespace

void Archive::put(const std::string& name, const std::vector<double>& values) {
  put(name, ArchiveArray{{static_cast<std::int64_t>(values.size())}, values});
}
void Archive::put(const std::string& name, const std::vector<float>& values) {
  put(name, ArchiveArray{{static_cast<std::int64_t>(values.size())}, values});
}
void Archive::put(const std::string& name, const std::vector<std::int64_t>& values) {
  put(name, ArchiveArray{{static_cast<std::int64_t>(values.size())}, values});
}
void Archive::put(const std::string& name, double value) { put(name, std::vector<double>{value}); }
void Archive::put(const std::string& name, std::int64_t value) {
  put(name, std::vector<std::int64_t>{value});
}

const ArchiveArray& Archive::array(const std::string& name) const {
  return entry(arrays_, name, "array");
}
const std::vector<double>& Archive::doubles(const std::string& name) const {
  return values_of<double>(*this, name, "doubles");
}
const std::vector<float>& Archive::floats(const std::string& name) const {
  return values_of<float>(*this, name, "floats");
}
const std::vector<std::int64_t>& Archive::integers(const std::string& name) const {
  return values_of<std::int64_t>(*this, name, "integers");
}
double Archive::number(const std::string& name) const {
  const auto& values = doubles(name);
  if (values.size() != 1) throw CorruptFile(name, "expected one number");
  return values[0];
}
std::int64_t Archive::integer(const std::string& name) const {
  const auto& values = integers(name);
  if (values.size() != 1) throw CorruptFile(name, "expected one integer");
  return values[0];
}
const std::string& Archive::text(const std::string& name) const {
  return entry(texts_, name, "text");
}
const std::vector<std::string>& Archive::list(const std::string& name) const {
  return entry(lists_, name, "list");
}
bool Archive::has(const std::string& name) const {
  return arrays_.contains(name) || texts_.contains(name) || lists_.contains(name);
}

void Archive::add(const std::string& prefix, const Archive& other) {
  for (const auto& [name, array] : other.arrays_) arrays_[prefix + "." + name] = array;
  for (const auto& [name, text] : other.texts_) texts_[prefix + "." + name] = text;
  for (const auto& [name, list] : other.lists_) lists_[prefix + "." + name] = list;
}

Archive Archive::part(const std::string& prefix) const {
  Archive out;
  out.arrays_ = under(arrays_, prefix + ".");
  out.texts_ = under(texts_, prefix + ".");
  out.lists_ = under(lists_, prefix + ".");
  return out;
}

}  // namespace dlflow
