#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace dlflow {

/// A named array of an archive: its shape, and its values in row-major order.
struct ArchiveArray {
  std::vector<std::int64_t> shape;
  std::variant<std::vector<float>, std::vector<double>, std::vector<std::int64_t>> values;
  bool operator==(const ArchiveArray&) const = default;
};

/// What a fitted thing (a view, a model) saves and loads: named arrays, texts and lists of texts,
/// in name order. It knows no file: the store writes it as safetensors, the digest hashes it.
/// Names are paths: `standard.number.impute.median`.
class Archive {
 public:
  void put(const std::string& name, ArchiveArray array) { arrays_[name] = std::move(array); }
  void put(const std::string& name, std::string text) { texts_[name] = {std::move(text)}; }
  void put(const std::string& name, std::vector<std::string> list) {
    lists_[name] = std::move(list);
  }
  void put(const std::string& name, const std::vector<double>& values);
  void put(const std::string& name, const std::vector<float>& values);
  void put(const std::string& name, const std::vector<std::int64_t>& values);
  void put(const std::string& name, double value);
  void put(const std::string& name, std::int64_t value);

  /// Each throws CorruptFile naming what is missing or of another type.
  const ArchiveArray& array(const std::string& name) const;
  const std::vector<double>& doubles(const std::string& name) const;
  const std::vector<float>& floats(const std::string& name) const;
  const std::vector<std::int64_t>& integers(const std::string& name) const;
  double number(const std::string& name) const;
  std::int64_t integer(const std::string& name) const;
  const std::string& text(const std::string& name) const;
  const std::vector<std::string>& list(const std::string& name) const;
  bool has(const std::string& name) const;

  /// Everything of `other` under `prefix.`; and the part of this archive under `prefix.`.
  void add(const std::string& prefix, const Archive& other);
  Archive part(const std::string& prefix) const;

  const std::map<std::string, ArchiveArray>& arrays() const { return arrays_; }
  const std::map<std::string, std::string>& texts() const { return texts_; }
  const std::map<std::string, std::vector<std::string>>& lists() const { return lists_; }
  bool operator==(const Archive&) const = default;

 private:
  std::map<std::string, ArchiveArray> arrays_;
  std::map<std::string, std::string> texts_;
  std::map<std::string, std::vector<std::string>> lists_;
};

}  // namespace dlflow
