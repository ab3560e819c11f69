#include <catch2/catch.hpp>
#include <chrono>

#include "core/base/error.hpp"
#include "pipeline/files/files.hpp"
#include "tests/pipeline/processes.hpp"
#include "tests/pipeline/temporary_folder.hpp"

using namespace dlflow;

namespace {

/// A child that holds the lock until it is killed.
pid_t holder_of(const std::filesystem::path& path) {
  int ready[2];
  REQUIRE(::pipe(ready) == 0);
  const pid_t child = in_child([&] {
    const files::FolderLock lock(path);
    if (::write(ready[1], "x", 1) != 1) return 1;
    for (;;) ::pause();
  });
  char byte = 0;
  REQUIRE(::read(ready[0], &byte, 1) == 1);
  ::close(ready[0]);
  ::close(ready[1]);
  return child;
}

}  // namespace

TEST_CASE("the second process to lock a folder is told who has it") {
  const TemporaryFolder folder;
  const auto path = folder / ".lock";
  const pid_t holder = holder_of(path);
  try {
    const files::FolderLock lock(path);
    FAIL("both have the lock");
  } catch (const EnvironmentError& error) {
    CHECK(error.code() == ExitCode::busy);
    CHECK(error.what() == folder.path().string() + ": in use by process " + std::to_string(holder) +
                              "\n  wait for it to end, or use another folder with --runs");
  }
  ::kill(holder, SIGKILL);
  CHECK(wait_for(holder) == 128 + SIGKILL);
  const files::FolderLock lock(path);
  CHECK(files::read_all(path) == std::to_string(::getpid()) + "\n");
}

TEST_CASE("a lock can be waited for, and is free when its holder lets go") {
  const TemporaryFolder folder;
  const auto path = folder / ".lock";
  const pid_t holder = holder_of(path);
  const auto start = std::chrono::steady_clock::now();
  CHECK_THROWS_AS(files::FolderLock(path, 0.05), EnvironmentError);
  CHECK(std::chrono::steady_clock::now() - start >= std::chrono::milliseconds(50));
  const pid_t waiting = in_child([&] {
    const files::FolderLock lock(path, 60);
    return 0;
  });
  ::kill(holder, SIGKILL);
  wait_for(holder);
  CHECK(wait_for(waiting) == 0);
  { const files::FolderLock first(path); }
  const files::FolderLock second(path);
}

TEST_CASE("two locks of one process exclude each other too") {
  const TemporaryFolder folder;
  const files::FolderLock first(folder / ".lock");
  CHECK_THROWS_AS(files::FolderLock(folder / ".lock"), EnvironmentError);
}

TEST_CASE("a lock that cannot be made is an error of the system, not a busy folder") {
  try {
    const files::FolderLock lock("/proc/dlflow/.lock");
    FAIL("locked");
  } catch (const EnvironmentError& error) {
    CHECK(error.code() == ExitCode::input_output);
    CHECK(std::string(error.what()) ==
          "/proc/dlflow/.lock: cannot lock: no such file or directory");
  }
}
