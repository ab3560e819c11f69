#include "pipeline/files/hash.hpp"

#include <fcntl.h>
#include <openssl/evp.h>
#include <zlib.h>

#include <cerrno>
#include <vector>

#include "core/base/error.hpp"
#include "pipeline/files/descriptor.hpp"
#include "pipeline/files/files.hpp"

namespace dlflow::files {

struct Sha256::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  ~State() { EVP_MD_CTX_free(context); }
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  DLFLOW_REQUIRE(state_->context && EVP_DigestInit_ex(state_->context, EVP_sha256(), nullptr) == 1,
                 "SHA-256 is not available");
}

Sha256::~Sha256() = default;

void Sha256::add(std::string_view bytes) {
  DLFLOW_REQUIRE(EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()) == 1,
                 "SHA-256 failed");
}

void Sha256::add(std::uint64_t number) {
  char bytes[8];
  for (int i = 0; i < 8; ++i) bytes[i] = static_cast<char>(number >> (8 * i) & 0xFF);
  add(std::string_view(bytes, sizeof bytes));
}

void Sha256::add_text(std::string_view text) {
  add(static_cast<std::uint64_t>(text.size()));
  add(text);
}

std::string Sha256::finish() {
  unsigned char bytes[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  DLFLOW_REQUIRE(EVP_DigestFinal_ex(state_->context, bytes, &size) == 1, "SHA-256 failed");
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (unsigned i = 0; i < size; ++i) {
    out += kDigits[bytes[i] >> 4];
    out += kDigits[bytes[i] & 15];
  }
  return out;
}

std::string sha256(std::string_view bytes) {
  Sha256 hash;
  hash.add(bytes);
  return hash.finish();
}

std::string sha256_file(const std::filesystem::path& path) {
  const Descriptor descriptor = open_file(path.c_str(), O_RDONLY);
  if (!descriptor.is_open()) throw EnvironmentError::from_errno(path.native(), "open", errno);
  Sha256 hash;
  std::vector<char> buffer(std::size_t{1} << 18);
  for (;;) {
    const long got = read_some(descriptor.get(), buffer.data(), buffer.size());
    if (got < 0) throw EnvironmentError::from_errno(path.native(), "read", errno);
    if (got == 0) return hash.finish();
    hash.add(std::string_view(buffer.data(), static_cast<std::size_t>(got)));
  }
}

std::string sha256_unzipped(const std::filesystem::path& path) {
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> file(gzopen(path.c_str(), "rb"), gzclose);
  if (!file) throw EnvironmentError::from_errno(path.native(), "open", errno);
  Sha256 hash;
  std::vector<char> buffer(std::size_t{1} << 18);
  for (;;) {
    const int got = gzread(file.get(), buffer.data(), static_cast<unsigned>(buffer.size()));
    if (got < 0) throw CorruptFile(path.native(), "is no whole gzip file");
    if (got == 0) return hash.finish();
    hash.add(std::string_view(buffer.data(), static_cast<std::size_t>(got)));
  }
}

}  // namespace dlflow::files
