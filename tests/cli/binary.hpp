#pragma once

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tests/pipeline/processes.hpp"
#include "tests/pipeline/temporary_folder.hpp"

namespace dlflow {

inline std::string text_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

/// What a finished program left.
struct Outcome {
  int code = 0;
  std::string out, err;
};

/// The dlflow program at work, its output in files below `scratch`.
class Binary {
 public:
  using Settings = std::vector<std::pair<std::string, std::string>>;

  /// words: the command line after the name of the program. folder: the working folder.
  Binary(const TemporaryFolder& scratch, const std::vector<std::string>& words,
         const std::filesystem::path& folder, const Settings& environment = {}) {
    static int count = 0;
    const std::string name = "output-" + std::to_string(count++);
    out_ = scratch / (name + ".out");
    err_ = scratch / (name + ".err");
    child_ = in_child([&] {
      for (const auto& [key, value] : environment) ::setenv(key.c_str(), value.c_str(), 1);
      std::filesystem::current_path(folder);
      send_to(out_, STDOUT_FILENO);
      send_to(err_, STDERR_FILENO);
      std::vector<char*> line = {const_cast<char*>(DLFLOW_BINARY)};
      for (const std::string& word : words) line.push_back(const_cast<char*>(word.c_str()));
      line.push_back(nullptr);
      ::execv(DLFLOW_BINARY, line.data());
      return 127;
    });
  }

  /// True once stderr holds the text; false when a minute passes or the program ends without it.
  bool says(const std::string& text) const {
    for (int i = 0; i < 12000; ++i) {
      if (text_of(err_).find(text) != std::string::npos) return true;
      siginfo_t state{};
      if (::waitid(P_PID, static_cast<id_t>(child_), &state, WEXITED | WNOHANG | WNOWAIT) != 0 ||
          state.si_pid != 0)
        return text_of(err_).find(text) != std::string::npos;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return false;
  }

  /// True once the program has its signal handlers; false when half a minute passes without them.
  bool is_listening() const {
    const std::string status = "/proc/" + std::to_string(child_) + "/status";
    for (int i = 0; i < 6000; ++i) {
      const std::string text = text_of(status);
      const auto at = text.find("SigCgt:");
      // The child of the test has handlers of the test framework, but none for SIGUSR1.
      if (at != std::string::npos &&
          (std::stoull(text.substr(at + 7, 18), nullptr, 16) >> (SIGUSR1 - 1) & 1) != 0)
        return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return false;
  }

  void send(int signal_number) const { ::kill(child_, signal_number); }

  Outcome wait() const {
    const int code = wait_for(child_);
    return {code, text_of(out_), text_of(err_)};
  }

 private:
  static void send_to(const std::filesystem::path& file, int descriptor) {
    const int opened = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0666);
    ::dup2(opened, descriptor);
  }

  std::filesystem::path out_, err_;
  pid_t child_ = 0;
};

/// The digest that a run names on stdout; empty when there is none.
inline std::string digest_of(const Outcome& outcome) {
  const std::string mark = "digest  ";
  const auto at = outcome.out.find(mark);
  if (at == std::string::npos) return {};
  return outcome.out.substr(at + mark.size(), 64);
}

}  // namespace dlflow
