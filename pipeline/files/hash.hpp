#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace dlflow::files {

/// SHA-256 of bytes that come in pieces.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  void add(std::string_view bytes);
  /// Eight bytes, the lowest first.
  void add(std::uint64_t number);
  /// The length, then the bytes: two texts in a row cannot be read as two others.
  void add_text(std::string_view text);
  /// Lower-case hex; nothing is added afterwards.
  std::string finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace dlflow::files
