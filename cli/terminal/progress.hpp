#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace dlflow::terminal {

/// How progress is shown. What is empty is taken from stderr, the clock and the terminal.
struct ProgressOptions {
  bool is_quiet = false;
  std::optional<bool> is_live;       ///< one line drawn anew; false: plain lines
  std::optional<std::size_t> width;  ///< cells of a live line
  std::function<double()> now;       ///< seconds of a steady clock
  std::function<void(std::string_view)> write;
};

/// The options with what is empty taken from where it says.
ProgressOptions with_defaults(ProgressOptions options);
/// To the start of the line, and erase what was there.
inline constexpr std::string_view kRedraw = "\r\033[K";

/// Shows how far a piece of work is. On a terminal one line is drawn anew, at most 10 times a
/// second; elsewhere a plain line is written at the start, at the end and every 10 seconds.
/// Safe to use from several threads.
class Progress {
 public:
  Progress(std::string label, std::size_t total, ProgressOptions options = {});
  /// Finishes without a word about the rest when finish() was not called.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void advance(std::size_t count = 1);
  /// Writes the last line. Further calls do nothing.
  void finish();

 private:
  std::string live_line(double seconds) const;
  std::string plain_line(double seconds) const;
  std::string time_left(double seconds) const;

  const std::string label_;
  const std::size_t total_;
  ProgressOptions options_;
  std::mutex mutex_;
  std::size_t done_ = 0;
  double start_ = 0, last_shown_ = 0;
  bool is_finished_ = false;
};

}  // namespace dlflow::terminal
