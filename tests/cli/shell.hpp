#pragma once

#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "tests/pipeline/temporary_folder.hpp"

namespace dlflow {

inline std::string read_text(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

inline void write_text(const std::filesystem::path& path, const std::string& text) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

/// A fresh folder in which users type: datasets/ and pictures/ (tests/reference/images) are linked,
/// `dlflow` is this build's.
class Shell {
 public:
  /// What a command line gave; code is 128 + n when signal n ended it.
  struct Outcome {
    int code = 0;
    std::string out, err;
  };

  Shell() {
    std::filesystem::create_directory(work());
    std::filesystem::create_directory_symlink(DLFLOW_SOURCE_DIR "/datasets", work() / "datasets");
    std::filesystem::create_directory_symlink(DLFLOW_SOURCE_DIR "/tests/reference/images",
                                              work() / "pictures");
  }

  /// Runs lines of /bin/sh in the folder, without what the environment says to dlflow.
  Outcome run(const std::string& lines) const {
    const auto binary = std::filesystem::path(DLFLOW_BINARY);
    write_text(folder_ / "script", "unset DLFLOW_MIRROR DLFLOW_DATASETS\nPATH='" +
                                       binary.parent_path().string() + "':$PATH\ncd '" +
                                       work().string() + "'\n" + lines);
    const std::string command = "/bin/sh '" + (folder_ / "script").string() + "' >'" +
                                (folder_ / "out").string() + "' 2>'" + (folder_ / "err").string() +
                                "' </dev/null";
    const int status = std::system(command.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
            read_text(folder_ / "out"), read_text(folder_ / "err")};
  }

  std::filesystem::path operator/(const std::string& name) const { return work() / name; }

 private:
  std::filesystem::path work() const { return folder_ / "work"; }

  TemporaryFolder folder_;
};

}  // namespace dlflow
