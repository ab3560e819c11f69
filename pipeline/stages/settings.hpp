#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/thread_pool.hpp"
#include "pipeline/models/model.hpp"

namespace dlflow::stages {

/// Sees work go on. Calls may come from several threads.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void start(const std::string& /*what*/, std::size_t /*total*/, std::size_t /*done*/) {}
  virtual void advance(const std::string& /*unit*/) {}
  virtual void finish() {}
  virtual void epoch(const models::EpochRecord& /*record*/, std::int64_t /*epochs*/) {}
};

/// How to work; nothing here changes a result.
struct Settings {
  std::filesystem::path runs = "runs";
  int jobs = 1;
  const StopFlag* stop = nullptr;
  Observer* observer = nullptr;  ///< may be null
  bool open_test = false;        ///< a second opening of the test set was asked for
  std::string version;           ///< of the tool
  /// What a verb is given to work on the same again, word by word: "p.yaml", "--set", "a.b=1".
  std::vector<std::string> command = {};
};

}  // namespace dlflow::stages
