#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "tests/cli/shell.hpp"

namespace {

namespace fs = std::filesystem;
using namespace dlflow;

/// A case file: a sentence, then parts that each begin with a line `== name`.
struct Case {
  std::string sentence;
  std::vector<std::pair<std::string, std::string>> parts;

  explicit Case(const std::string& text) {
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) {
      if (line.starts_with("== "))
        parts.emplace_back(line.substr(3), "");
      else
        (parts.empty() ? sentence : parts.back().second) += line + "\n";
    }
  }

  const std::string* find(const std::string& name) const {
    for (const auto& part : parts)
      if (part.first == name) return &part.second;
    return nullptr;
  }

  int exit_code() const {
    for (const auto& part : parts)
      if (part.first.starts_with("exit ")) return std::stoi(part.first.substr(5));
    return 0;
  }

  std::string stderr_text() const {
    const std::string* text = find("stderr");
    return text ? *text : "";
  }
};

std::vector<fs::path> case_files() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(DLFLOW_SOURCE_DIR "/tests/golden"))
    if (entry.path().extension() == ".case") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

Shell::Outcome run_case(const Case& one) {
  const Shell shell;
  for (const auto& [name, text] : one.parts)
    if (name.starts_with("file ")) write_text(shell / name.substr(5), text);
  const std::string* lines = one.find("run");
  REQUIRE(lines != nullptr);
  return shell.run(*lines);
}

/// With one blank for each run of blanks: a table is as wide as the times it shows.
std::string with_single_blanks(const std::string& text) {
  std::string out;
  for (const char c : text)
    if (c != ' ' || out.empty() || out.back() != ' ') out += c;
  return out;
}

/// The case with what this build gave.
void rewrite(const fs::path& file, const Case& one, const Shell::Outcome& got) {
  std::string text = one.sentence;
  for (const auto& [name, part] : one.parts)
    if (name.starts_with("file ") || name == "run") text += "== " + name + "\n" + part;
  text += "== exit " + std::to_string(got.code) + "\n";
  if (!got.err.empty()) text += "== stderr\n" + got.err;
  if (const std::string* some = one.find("stdout has"))
    text += "== stdout has\n" + *some;
  else if (!got.out.empty())
    text += "== stdout\n" + got.out;
  write_text(file, text);
}

/// Every second case from `first` on: two tests, which take so long that they run side by side.
void check_cases(std::size_t first) {
  const auto files = case_files();
  REQUIRE(files.size() > 40);
  for (std::size_t i = first; i < files.size(); i += 2) DYNAMIC_SECTION(files[i].stem().string()) {
      const Case one(read_text(files[i]));
      INFO(one.sentence);
      const Shell::Outcome got = run_case(one);
      if (std::getenv("DLFLOW_WRITE_GOLDEN")) {
        rewrite(files[i], one, got);
        continue;
      }
      CHECK(got.err == one.stderr_text());
      CHECK(got.code == one.exit_code());
      if (const std::string* some = one.find("stdout has")) {
        const std::string printed = with_single_blanks(got.out);
        std::istringstream lines(with_single_blanks(*some));
        for (std::string line; std::getline(lines, line);)
          CHECK_THAT(printed, Catch::Contains(line));
      } else {
        const std::string* all = one.find("stdout");
        CHECK(got.out == (all ? *all : ""));
      }
    }
}

TEST_CASE("every golden command line gives its exact text and exit code: one half") {
  check_cases(0);
}
TEST_CASE("every golden command line gives its exact text and exit code: the other half") {
  check_cases(1);
}

}  // namespace
