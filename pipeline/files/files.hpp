#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace dlflow::files {

/// Puts `bytes` at `path` so that a reader sees the old file or the whole new one, whatever
/// happens: written beside it, fdatasync, rename, fsync of the folder. Leftovers of a killed commit
/// are removed by the next one. Throws EnvironmentError; the old file is then untouched.
void commit(const std::filesystem::path& path, std::string_view bytes);

/// A file written in pieces and committed as a whole by `finish`; without it nothing remains.
class PendingFile {
 public:
  explicit PendingFile(std::filesystem::path path);
  ~PendingFile();
  PendingFile(const PendingFile&) = delete;
  PendingFile& operator=(const PendingFile&) = delete;
  void write(std::string_view bytes);
  void finish();

 private:
  void flush();
  [[noreturn]] void fail(const char* action);
  std::filesystem::path path_, temporary_;
  int descriptor_ = -1;
  std::string buffer_;
};

/// Makes the symbolic link `path` point to `target` in one step. Throws EnvironmentError.
void commit_link(const std::filesystem::path& path, const std::filesystem::path& target);

/// The whole file. Throws EnvironmentError; refuses more than `limit` bytes.
std::string read_all(const std::filesystem::path& path,
                     std::uint64_t limit = std::uint64_t{1} << 32);

/// Makes the folder and its parents, each made durable. Throws EnvironmentError.
void make_folder(const std::filesystem::path& path);

/// A kernel lock (open file description lock) on `path`, which dies with the process. The holder's
/// process number stands in the file for messages only.
class FolderLock {
 public:
  /// Throws EnvironmentError with ExitCode::busy naming the holder when another process still has
  /// it after `wait_seconds`.
  explicit FolderLock(const std::filesystem::path& path, double wait_seconds = 0);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int descriptor_ = -1;
};

/// SHA-256 in lower-case hex of bytes, and of a file's content.
std::string sha256(std::string_view bytes);
std::string sha256_file(const std::filesystem::path& path);
/// SHA-256 of what a .gz unzips to: the same for every way of packing it. Throws CorruptFile.
std::string sha256_unzipped(const std::filesystem::path& path);

/// A file name made of any text: letters, digits, '-', '_' and '.' stay, the rest becomes '-';
/// never empty, never starting with '.', so it cannot leave its folder.
std::string safe_name(std::string_view text);

}  // namespace dlflow::files
