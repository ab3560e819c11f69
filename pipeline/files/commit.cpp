#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>

#include "core/base/error.hpp"
#include "pipeline/files/descriptor.hpp"
#include "pipeline/files/files.hpp"
#include "pipeline/files/leftovers.hpp"

namespace dlflow::files {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBufferBytes = std::size_t{1} << 20;
constexpr int kMostAttempts = 1000;

fs::path folder_of(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

fs::path temporary_name(const fs::path& path) {
  static std::atomic<unsigned> count{0};
  return folder_of(path) / ("." + path.filename().string() + ".tmp-" + std::to_string(::getpid()) +
                            "-" + std::to_string(count++));
}

/// Whether the new file is locked and still has its name: another process that cleans up may have
/// met it before it was locked. A file system without locks is good enough: nothing is cleaned
/// there.
bool is_ours(int descriptor) {
  if (!try_lock(descriptor) && errno == EAGAIN) return false;
  struct stat state {};
  return ::fstat(descriptor, &state) == 0 && state.st_nlink > 0;
}

bool sync_folder(const fs::path& folder) {
  const Descriptor descriptor = open_file(folder.c_str(), O_RDONLY | O_DIRECTORY);
  if (!descriptor.is_open()) return false;
  // Some file systems cannot synchronise a folder and say EINVAL; there is no more to be done.
  return ::fsync(descriptor.get()) == 0 || errno == EINVAL;
}

}  // namespace

PendingFile::PendingFile(fs::path path) : path_(std::move(path)) {
  remove_leftovers(folder_of(path_));
  for (int attempt = 0; attempt < kMostAttempts; ++attempt) {
    temporary_ = temporary_name(path_);
    Descriptor descriptor = open_file(temporary_.c_str(), O_RDWR | O_CREAT | O_EXCL);
    if (!descriptor.is_open() && errno == EEXIST) continue;
    if (!descriptor.is_open()) throw EnvironmentError::from_errno(path_.native(), "write", errno);
    if (!is_ours(descriptor.get())) continue;
    descriptor_ = descriptor.release();
    return;
  }
  throw EnvironmentError(path_.native(), "cannot write: no free name for a temporary file");
}

PendingFile::~PendingFile() {
  if (descriptor_ < 0) return;
  ::unlink(temporary_.c_str());
  ::close(descriptor_);
}

void PendingFile::write(std::string_view bytes) {
  DLFLOW_REQUIRE(descriptor_ >= 0, "a finished file cannot be written");
  if (buffer_.size() + bytes.size() > kBufferBytes) flush();
  if (bytes.size() >= kBufferBytes) {
    if (!write_fully(descriptor_, bytes)) fail("write");
    return;
  }
  buffer_ += bytes;
}

void PendingFile::finish() {
  DLFLOW_REQUIRE(descriptor_ >= 0, "a file is finished once");
  flush();
  if (::fdatasync(descriptor_) != 0) fail("write");
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) fail("rename to it");
  ::close(descriptor_);
  descriptor_ = -1;
  if (!sync_folder(folder_of(path_))) fail("make durable");
}

void PendingFile::flush() {
  if (!write_fully(descriptor_, buffer_)) fail("write");
  buffer_.clear();
}

void PendingFile::fail(const char* action) {
  throw EnvironmentError::from_errno(path_.native(), action, errno);
}

void commit(const fs::path& path, std::string_view bytes) {
  PendingFile file(path);
  file.write(bytes);
  file.finish();
}

void commit_link(const fs::path& path, const fs::path& target) {
  // One fixed name: what a killed process left is replaced here, and links have no lock.
  const fs::path temporary = folder_of(path) / ("." + path.filename().string() + ".link");
  ::unlink(temporary.c_str());
  if (::symlink(target.c_str(), temporary.c_str()) != 0)
    throw EnvironmentError::from_errno(path.native(), "make the link", errno);
  if (::rename(temporary.c_str(), path.c_str()) != 0) {
    const int reason = errno;
    ::unlink(temporary.c_str());
    throw EnvironmentError::from_errno(path.native(), "replace the link", reason);
  }
  if (!sync_folder(folder_of(path)))
    throw EnvironmentError::from_errno(path.native(), "make durable", errno);
}

void make_folder(const fs::path& path) {
  fs::path made;
  for (const fs::path& part : path) {
    const fs::path parent = made;
    made /= part;
    if (::mkdir(made.c_str(), 0777) == 0) {
      if (sync_folder(parent.empty() ? fs::path(".") : parent)) continue;
      throw EnvironmentError::from_errno(made.native(), "make durable", errno);
    }
    const int reason = errno;
    std::error_code ignored;
    if (fs::is_directory(made, ignored)) continue;
    throw EnvironmentError::from_errno(made.native(), "make the folder",
                                       reason == EEXIST ? ENOTDIR : reason);
  }
}

}  // namespace dlflow::files
