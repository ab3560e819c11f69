#include <fcntl.h>

#include <catch2/catch.hpp>

#include "core/base/error.hpp"
#include "pipeline/files/files.hpp"
#include "tests/pipeline/processes.hpp"
#include "tests/pipeline/temporary_folder.hpp"

using namespace dlflow;
namespace fs = std::filesystem;

namespace {

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> out;
  for (const auto& entry : fs::directory_iterator(folder)) out.push_back(entry.path().filename());
  std::sort(out.begin(), out.end());
  return out;
}

template <class Work>
std::string message_of(ExitCode code, Work work) {
  try {
    work();
  } catch (const Error& error) {
    CHECK(error.code() == code);
    return error.what();
  }
  return "nothing was thrown";
}

}  // namespace

TEST_CASE("a commit replaces the old file by the whole new one and leaves nothing beside it") {
  const TemporaryFolder folder;
  std::string large(3'500'000, 'x');
  large[1'234'567] = '\0';
  for (const std::string& bytes : {std::string("first"), large, std::string()}) {
    files::commit(folder / "file", bytes);
    CHECK(files::read_all(folder / "file") == bytes);
  }
  CHECK(names_in(folder.path()) == std::vector<std::string>{"file"});
}

TEST_CASE("a pending file that is not finished leaves the old file as it was") {
  const TemporaryFolder folder;
  files::commit(folder / "file", "old");
  {
    files::PendingFile pending(folder / "file");
    pending.write("new");
    pending.write(std::string(2'000'000, 'y'));
    CHECK(names_in(folder.path()).size() == 2);
  }
  CHECK(files::read_all(folder / "file") == "old");
  CHECK(names_in(folder.path()) == std::vector<std::string>{"file"});
}

TEST_CASE("pieces of any size arrive in order") {
  const TemporaryFolder folder;
  std::string expected;
  files::PendingFile pending(folder / "file");
  for (std::size_t size : {1u, 70'000u, 1'048'576u, 0u, 3u, 1'048'575u, 2u}) {
    const std::string piece(size, static_cast<char>('a' + expected.size() % 26));
    pending.write(piece);
    expected += piece;
  }
  pending.finish();
  CHECK(files::read_all(folder / "file") == expected);
  CHECK_THROWS_AS(pending.write("more"), Bug);
}

TEST_CASE("the next commit removes what killed commits left, and nothing else") {
  const TemporaryFolder folder;
  const pid_t killed = in_child([&] {
    files::PendingFile pending(folder / "file");
    pending.write(std::string(2'000'000, 'z'));
    return ::raise(SIGKILL);
  });
  REQUIRE(wait_for(killed) == 128 + SIGKILL);
  for (const char* kept :
       {".file.tmp-", ".file.tmp-1", ".file.tmp-1-x", "file.tmp-1-2", ".tmp-1-2"})
    files::commit(folder / kept, "");
  files::PendingFile alive(folder / "alive");
  CHECK_FALSE(fs::exists(folder / "file"));
  files::commit(folder / "other", "");
  alive.write("still here");
  alive.finish();
  CHECK(names_in(folder.path()) == std::vector<std::string>{".file.tmp-", ".file.tmp-1",
                                                            ".file.tmp-1-x", ".tmp-1-2", "alive",
                                                            "file.tmp-1-2", "other"});
}

TEST_CASE("a leftover with the name that a commit wants does not stop it") {
  const TemporaryFolder folder;
  const pid_t child = in_child([&] {
    for (int count = 0; count < 3; ++count) {
      const std::string name =
          ".file.tmp-" + std::to_string(::getpid()) + "-" + std::to_string(count);
      ::close(::open((folder / name).c_str(), O_CREAT | O_WRONLY, 0666));
    }
    files::commit(folder / "file", "x");
    return 0;
  });
  CHECK(wait_for(child) == 0);
  CHECK(names_in(folder.path()) == std::vector<std::string>{"file"});
}

TEST_CASE("a commit that fails names the path and the reason") {
  const TemporaryFolder folder;
  files::commit(folder / "file", "x");
  CHECK(message_of(ExitCode::input_output, [&] { files::commit("/proc/dlflow/file", "x"); }) ==
        "/proc/dlflow/file: cannot write: no such file or directory");
  const std::string below = (folder / "file").string() + "/below";
  CHECK(message_of(ExitCode::input_output, [&] { files::commit(below, "x"); }) ==
        below + ": cannot write: not a directory");
  CHECK(message_of(ExitCode::input_output, [&] { files::make_folder(below); }) ==
        (folder / "file").string() + ": cannot make the folder: not a directory");
  fs::create_directory(folder / "folder");
  CHECK(message_of(ExitCode::input_output, [&] { files::commit(folder / "folder", "x"); }) ==
        (folder / "folder").string() + ": cannot rename to it: is a directory");
  CHECK(names_in(folder.path()) == std::vector<std::string>{"file", "folder"});
}

TEST_CASE("a commit to a full disk keeps the old file and says so") {
  const TemporaryFolder folder;
  const SmallDisk disk(folder / "disk", "256k");
  if (!disk.is_mounted()) {
    WARN("skipped: a commit to a full disk needs the right to mount");
    return;
  }
  const fs::path path = folder / "disk/file";
  files::commit(path, "old");
  CHECK(message_of(ExitCode::input_output, [&] {
          files::commit(path, std::string(1'000'000, 'x'));
        }) == path.string() + ": cannot write: no space left on device");
  CHECK(files::read_all(path) == "old");
  CHECK(names_in(folder / "disk") == std::vector<std::string>{"file"});
}

TEST_CASE("a commit beyond the size limit of the process keeps the old file") {
  const TemporaryFolder folder;
  files::commit(folder / "file", "old");
  const SizeLimit limit(4096);
  CHECK(message_of(ExitCode::input_output, [&] {
          files::commit(folder / "file", std::string(10'000, 'x'));
        }) == (folder / "file").string() + ": cannot write: file too large");
  CHECK(files::read_all(folder / "file") == "old");
  CHECK(names_in(folder.path()) == std::vector<std::string>{"file"});
}

TEST_CASE("a link is replaced in one step") {
  const TemporaryFolder folder;
  files::commit_link(folder / "latest", "1");
  fs::create_symlink("left", folder / ".latest.link");
  files::commit_link(folder / "latest", "2");
  CHECK(fs::read_symlink(folder / "latest") == "2");
  CHECK(names_in(folder.path()) == std::vector<std::string>{"latest"});
}

TEST_CASE("a file is read whole or refused") {
  const TemporaryFolder folder;
  files::commit(folder / "file", "12345");
  CHECK(files::read_all(folder / "file", 5) == "12345");
  CHECK(message_of(ExitCode::input_output, [&] { files::read_all(folder / "file", 4); }) ==
        (folder / "file").string() + ": too large: at most 4 bytes are read");
  CHECK(message_of(ExitCode::input_output, [&] { files::read_all("/dev/zero", 100'000); }) ==
        "/dev/zero: too large: at most 100,000 bytes are read");
  CHECK(message_of(ExitCode::input_output, [&] { files::read_all(folder / "none"); }) ==
        (folder / "none").string() + ": cannot open: no such file or directory");
  CHECK(message_of(ExitCode::input_output, [&] { files::read_all(folder.path()); }) ==
        folder.path().string() + ": cannot read: is a directory");
}

TEST_CASE("a file name made of any text stays in its folder") {
  CHECK(files::safe_name("iris") == "iris");
  CHECK(files::safe_name("My house-prices_2.1") == "My-house-prices_2.1");
  CHECK(files::safe_name("") == "unnamed");
  CHECK(files::safe_name("..") == "-.");
  CHECK(files::safe_name("../../etc/passwd") == "-.-..-etc-passwd");
  CHECK(files::safe_name("h\xC3\xA4user") == "h-user");
  CHECK(files::safe_name(std::string("a\0b", 3)) == "a-b");
  const std::string one = files::safe_name(std::string(500, 'a') + "1");
  CHECK(one.size() == 160);
  CHECK(one != files::safe_name(std::string(500, 'a') + "2"));
}
