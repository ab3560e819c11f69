#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>

#include "pipeline/models/model.hpp"

namespace dlflow::harness {

/// The file that keeps the state of one fit. `key` is the hash of all its result depends on.
class Checkpoint {
 public:
  /// When states are kept: every so many seconds and at a stop, but never before `least`.
  struct Rhythm {
    double seconds = 30, least = 0;
  };
  /// Reads the file where there is one. Throws CorruptFile when it is damaged.
  Checkpoint(std::filesystem::path file, std::string key, Rhythm rhythm = {30, 0});
  Checkpoint(const Checkpoint&) = delete;
  Checkpoint& operator=(const Checkpoint&) = delete;

  const models::Checkpoints& states() const { return states_; }
  const std::filesystem::path& file() const { return file_; }
  /// "" where the fit begins; else what is done with the state that was found.
  std::string note() const;
  /// Whether this fit has left a state.
  bool is_kept() const { return is_kept_; }
  /// Whether there is a file, of this fit or from before.
  bool has_file() const { return is_kept_ || states_.resume; }
  /// Of no more use: the fit is finished.
  void remove();

 private:
  std::filesystem::path file_;
  std::string key_;
  Rhythm rhythm_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  Archive found_;
  models::Checkpoints states_;
  bool is_kept_ = false;
};

}  // namespace dlflow::harness
