#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "pipeline/files/descriptor.hpp"
#include "pipeline/files/files.hpp"

namespace dlflow::files {
namespace {

constexpr std::uint64_t kPieceBytes = std::uint64_t{1} << 16;

[[noreturn]] void refuse(const std::filesystem::path& path, std::uint64_t limit) {
  throw EnvironmentError(
      path.native(),
      "too large: at most " + with_thousands(static_cast<long long>(limit)) + " bytes are read");
}

}  // namespace

std::string read_all(const std::filesystem::path& path, std::uint64_t limit) {
  const Descriptor descriptor = open_file(path.c_str(), O_RDONLY);
  if (!descriptor.is_open()) throw EnvironmentError::from_errno(path.native(), "open", errno);
  struct stat state {};
  if (::fstat(descriptor.get(), &state) != 0)
    throw EnvironmentError::from_errno(path.native(), "read", errno);
  const auto expected = static_cast<std::uint64_t>(state.st_size);
  if (S_ISREG(state.st_mode) && expected > limit) refuse(path, limit);

  std::string out;
  std::uint64_t used = 0;
  // One byte more than expected lets the end be seen without growing.
  out.resize(S_ISREG(state.st_mode) ? expected + 1 : kPieceBytes);
  for (;;) {
    if (used == out.size()) out.resize(out.size() + std::max(kPieceBytes, used / 2));
    const long got = read_some(descriptor.get(), out.data() + used, out.size() - used);
    if (got < 0) throw EnvironmentError::from_errno(path.native(), "read", errno);
    if (got == 0) break;
    used += static_cast<std::uint64_t>(got);
    if (used > limit) refuse(path, limit);
  }
  out.resize(used);
  return out;
}

}  // namespace dlflow::files
