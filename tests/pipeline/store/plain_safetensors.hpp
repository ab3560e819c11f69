#pragma once

#include <map>
#include <string>
#include <vector>

namespace dlflow {

/// A second reader of safetensors files that shares no code with dlflow's: it knows just enough
/// JSON for a valid header and believes what it reads.
class PlainSafetensors {
 public:
  struct Tensor {
    std::string type;
    std::vector<long> shape;
    std::size_t begin = 0, end = 0;
  };

  explicit PlainSafetensors(const std::string& file) : text_(file) {
    for (int i = 7; i >= 0; --i)
      header_bytes = header_bytes << 8 | static_cast<unsigned char>(file[static_cast<size_t>(i)]);
    data = file.substr(8 + header_bytes);
    at_ = 8;
    object([&](const std::string& name) {
      if (name == "__metadata__")
        object([&](const std::string& key) { metadata[key] = string(); });
      else
        tensor(tensors[name]);
    });
  }

  std::size_t header_bytes = 0;
  std::map<std::string, Tensor> tensors;
  std::map<std::string, std::string> metadata;
  std::string data;

 private:
  void tensor(Tensor& out) {
    object([&](const std::string& key) {
      if (key == "dtype") {
        out.type = string();
        return;
      }
      const std::vector<long> list = numbers();
      if (key == "shape") {
        out.shape = list;
      } else {
        out.begin = static_cast<std::size_t>(list.at(0));
        out.end = static_cast<std::size_t>(list.at(1));
      }
    });
  }

  template <class Member>
  void object(Member member) {
    for (expect('{'); text_.at(at_) != '}';) {
      if (text_[at_] == ',') ++at_;
      const std::string key = string();
      expect(':');
      member(key);
    }
    ++at_;
  }

  std::string string() {
    std::string out;
    for (expect('"'); text_.at(at_) != '"'; ++at_) {
      if (text_[at_] == '\\') out += text_[at_++];
      out += text_[at_];
    }
    ++at_;
    return out;
  }

  std::vector<long> numbers() {
    std::vector<long> out;
    for (expect('['); text_.at(at_) != ']';) {
      if (text_[at_] == ',') ++at_;
      std::size_t used = 0;
      out.push_back(std::stol(text_.substr(at_), &used));
      at_ += used;
    }
    ++at_;
    return out;
  }

  void expect(char c) {
    if (text_.at(at_++) != c) throw std::runtime_error("not plain safetensors");
  }

  const std::string& text_;
  std::size_t at_ = 0;
};

}  // namespace dlflow
