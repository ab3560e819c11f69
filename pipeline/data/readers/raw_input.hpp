#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>

namespace dlflow::data {

/// The bytes of a file ("-": of standard input), unzipped when its name ends in .gz or .tgz, and
/// the SHA-256 of the file itself.
class RawInput {
 public:
  explicit RawInput(const std::filesystem::path& file);
  ~RawInput();
  RawInput(const RawInput&) = delete;
  RawInput& operator=(const RawInput&) = delete;

  /// Fills `size` bytes unless the file ends before. Throws EnvironmentError on a read error and
  /// UserError (data) for a damaged or cut .gz.
  std::size_t read(char* out, std::size_t size);
  /// What is read from now on is not hashed, and there is no hash.
  void stop_hashing();
  /// Lower-case hex of all that was read; once, and nothing is read afterwards. "" after
  /// stop_hashing.
  std::string hash();

 private:
  class Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace dlflow::data
