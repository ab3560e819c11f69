#include <signal.h>
#include <sys/mount.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "pipeline/files/files.hpp"
#include "tests/cli/shell.hpp"
#include "tests/pipeline/processes.hpp"

namespace {

namespace fs = std::filesystem;
using namespace dlflow;

const std::string kIris = "project: p\ndefine: {data: datasets/iris.csv, target: species}\n";
const std::string kQuick =
    kIris + "evaluate:\n  cross_validation: {folds: 2}\n  models: {logistic_regression: }\n";

/// Every file below a folder with its bytes.
std::map<std::string, std::string> files_below(const fs::path& folder) {
  std::map<std::string, std::string> out;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file())
      out[entry.path().lexically_relative(folder).string()] = read_text(entry.path());
  return out;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

/// The names of the verbs, as help lists them.
std::vector<std::string> verb_names(const std::string& help) {
  std::vector<std::string> names;
  for (const std::string& line : lines_of(help))
    if (line.starts_with("  ") && !line.starts_with("  dlflow"))
      names.push_back(line.substr(2, line.find(' ', 2) - 2));
  return names;
}

TEST_CASE("the help of every verb fits a screen of 24 lines and 100 columns") {
  const Shell shell;
  const auto verbs = verb_names(shell.run("dlflow --help").out);
  REQUIRE(verbs.size() >= 15);
  std::vector<std::string> commands = {"dlflow --help"};
  for (const std::string& verb : verbs) commands.push_back("dlflow " + verb + " --help");
  for (const std::string& command : commands) {
    INFO(command);
    const Shell::Outcome got = shell.run(command);
    CHECK(got.code == 0);
    CHECK(got.err == "");
    CHECK(lines_of(got.out).size() <= 24);
    for (const std::string& line : lines_of(got.out)) CHECK(line.size() <= 100);
  }
}

TEST_CASE("a run folder in use is refused with the process that holds it") {
  const Shell shell;
  write_text(shell / "p.yaml", kQuick);
  fs::create_directories(shell / "runs/p");
  int ready[2];
  REQUIRE(::pipe(ready) == 0);
  const pid_t holder = in_child([&] {
    const files::FolderLock lock(shell / "runs/p/.lock");
    if (::write(ready[1], "x", 1) == 1) ::pause();
    return 0;
  });
  char byte;
  REQUIRE(::read(ready[0], &byte, 1) == 1);
  const Shell::Outcome got = shell.run("dlflow evaluate -q p.yaml");
  ::kill(holder, SIGKILL);
  wait_for(holder);
  ::close(ready[0]);
  ::close(ready[1]);
  CHECK(got.code == 7);
  CHECK(got.out == "");
  CHECK(got.err == "error: runs/p: in use by process " + std::to_string(holder) +
                       "\n  wait for it to end, or use another folder with --runs\n");
  CHECK(shell.run("dlflow evaluate -q p.yaml").code == 0);
}

TEST_CASE("a full disk ends a run with exit code 6, and it goes on when there is room") {
  const Shell shell;
  const SmallDisk disk(shell / "runs", "64k");
  if (!disk.is_mounted()) {
    WARN("skipped: this process may not mount a small disk");
    return;
  }
  write_text(shell / "p.yaml", kQuick);
  const Shell::Outcome got = shell.run("dlflow run -q p.yaml >/dev/null");
  CHECK(got.code == 6);
  CHECK_THAT(got.err, Catch::StartsWith("error: runs/p/") && Catch::Contains("no space left"));
  CHECK(lines_of(got.err).size() <= 2);
  REQUIRE(::mount(nullptr, (shell / "runs").c_str(), nullptr, MS_REMOUNT, "size=64m") == 0);
  CHECK(shell.run("dlflow run -q p.yaml >/dev/null").code == 0);
}

TEST_CASE("a run folder that cannot be written is refused") {
  const Shell shell;
  const SmallDisk disk(shell / "runs", "1m");
  if (!disk.is_mounted()) {
    WARN("skipped: this process may not mount a small disk");
    return;
  }
  write_text(shell / "p.yaml", kQuick);
  REQUIRE(::mount(nullptr, (shell / "runs").c_str(), nullptr, MS_REMOUNT | MS_RDONLY, nullptr) ==
          0);
  const Shell::Outcome got = shell.run("dlflow evaluate -q p.yaml");
  CHECK(got.code == 6);
  CHECK(got.err == "error: runs/p: cannot make the folder: read-only file system\n");
}

TEST_CASE("what goes wrong later leaves the files of an earlier run as they are") {
  const Shell shell;
  write_text(shell / "p.yaml", kQuick);
  REQUIRE(shell.run("dlflow run -q p.yaml").code == 0);
  const auto before = files_below(shell / "runs/p/1");
  REQUIRE(before.count("model.safetensors") == 1);
  const auto breaks = std::map<std::string, int>{
      {kQuick + "  tset: 3\n", 3},
      {"", 3},
      {kIris + "  \tx", 3},
      {"project: p\ndefine: {data: datasets/iris.csv, target: speces}\n", 4},
      {"project: p\ndefine: {data: nothing.csv, target: species}\n", 4},
      {kIris + "evaluate: {models: {own: {kind: network, layers: [{dense: 2}], "
               "train: {batch_size: 9999}}}}\n",
       4},
  };
  for (const auto& [text, code] : breaks) {
    INFO(text);
    write_text(shell / "p.yaml", text);
    CHECK(shell.run("dlflow run -q p.yaml").code == code);
    CHECK(files_below(shell / "runs/p/1") == before);
    CHECK(fs::read_symlink(shell / "runs/p/latest") == "1");
  }
  write_text(shell / "p.yaml", kQuick);
  const Shell::Outcome again = shell.run("dlflow run p.yaml");
  CHECK(again.code == 0);
  CHECK_THAT(again.err, Catch::Contains("nothing has changed since run 1"));
}

TEST_CASE("what is printed to a closed stdout gets into no file") {
  const Shell shell;
  write_text(shell / "p.yaml", kQuick);
  REQUIRE(shell.run("dlflow run -q p.yaml").code == 0);
  const auto before = files_below(shell / "runs");
  CHECK(shell.run("dlflow run -q p.yaml >&-").code == 6);
  for (const auto& [name, bytes] : files_below(shell / "runs/p/1"))
    CHECK(before.at("p/1/" + name) == bytes);
  CHECK(read_text(shell / "runs/p/.lock").size() < 16);
  CHECK(files_below(shell / "runs").size() == before.size());
}

}  // namespace
