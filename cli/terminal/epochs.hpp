#pragma once

#include <string>
#include <vector>

#include "cli/terminal/progress.hpp"
#include "pipeline/models/model.hpp"

namespace dlflow::terminal {

/// A line an epoch: losses, metrics of the validation part, rows per second, time left. On a
/// terminal one line is drawn anew, elsewhere each is a line of its own; at most 10 a second, but
/// always the first and the last. What does not fit the width is left out from the end.
class EpochLines {
 public:
  explicit EpochLines(std::vector<std::string> metrics, ProgressOptions options = {});
  ~EpochLines();
  EpochLines(const EpochLines&) = delete;
  EpochLines& operator=(const EpochLines&) = delete;

  /// A sentence before the epochs.
  void note(const std::string& text);
  void add(const models::EpochRecord& epoch);

 private:
  std::string line(const models::EpochRecord& epoch) const;
  void show(const models::EpochRecord& epoch);

  std::vector<std::string> metrics_;
  ProgressOptions options_;
  std::optional<models::EpochRecord> held_;  ///< the last one, not yet shown
  double seconds_ = 0, last_shown_ = 0;
  double recent_seconds_ = 0, recent_rows_ = 0;  ///< since the last line
  std::int64_t seen_ = 0;
};

}  // namespace dlflow::terminal
