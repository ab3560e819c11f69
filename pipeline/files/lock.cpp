#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <thread>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "pipeline/files/descriptor.hpp"
#include "pipeline/files/files.hpp"

namespace dlflow::files {
namespace {

std::string holder_of(int descriptor) {
  char text[32];
  const ssize_t got = ::pread(descriptor, text, sizeof text, 0);
  const auto number =
      parse_integer(trim(std::string_view(text, got > 0 ? static_cast<std::size_t>(got) : 0)));
  return number ? "process " + std::to_string(*number) : "another process";
}

/// Written before the old text is cut off, so that a reader never finds an empty file; a full disk
/// takes nothing but the number out of a message.
void write_holder(int descriptor) {
  const std::string text = std::to_string(::getpid()) + "\n";
  const ssize_t size = static_cast<ssize_t>(text.size());
  if (::pwrite(descriptor, text.data(), text.size(), 0) == size &&
      ::ftruncate(descriptor, size) != 0)
    return;
}

}  // namespace

FolderLock::FolderLock(const std::filesystem::path& path, double wait_seconds) {
  using Clock = std::chrono::steady_clock;
  const auto until = Clock::now() + std::chrono::duration<double>(wait_seconds);
  Descriptor descriptor = open_file(path.c_str(), O_RDWR | O_CREAT);
  if (!descriptor.is_open()) throw EnvironmentError::from_errno(path.native(), "lock", errno);
  while (!try_lock(descriptor.get())) {
    if (errno != EAGAIN) throw EnvironmentError::from_errno(path.native(), "lock", errno);
    if (Clock::now() >= until) {
      const auto folder = path.has_parent_path() ? path.parent_path() : path;
      throw EnvironmentError(folder.native(),
                             "in use by " + holder_of(descriptor.get()) +
                                 "\n  wait for it to end, or use another folder with --runs",
                             ExitCode::busy);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  write_holder(descriptor.get());
  descriptor_ = descriptor.release();
}

FolderLock::~FolderLock() { ::close(descriptor_); }

}  // namespace dlflow::files
