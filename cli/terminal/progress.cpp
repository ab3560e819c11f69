#include "cli/terminal/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "cli/terminal/terminal.hpp"
#include "core/base/text.hpp"

namespace dlflow::terminal {
namespace {

constexpr double kLivePause = 0.1;
constexpr double kPlainPause = 10;

double steady_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Progress that cannot be written (a closed stderr) is no reason to stop the work.
void write_to_stderr(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
    if (written <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

double share_of(std::size_t done, std::size_t total) {
  return total == 0 ? 1.0 : std::min(1.0, static_cast<double>(done) / static_cast<double>(total));
}

}  // namespace

ProgressOptions with_defaults(ProgressOptions options) {
  if (!options.now) options.now = steady_seconds;
  if (!options.write) options.write = write_to_stderr;
  if (!options.is_live) options.is_live = is_terminal(STDERR_FILENO);
  if (!options.width) options.width = terminal_width();
  return options;
}

Progress::Progress(std::string label, std::size_t total, ProgressOptions options)
    : label_(printable(label)), total_(total), options_(with_defaults(std::move(options))) {
  start_ = last_shown_ = options_.now();
  if (options_.is_quiet) return;
  options_.write(*options_.is_live ? live_line(0)
                                   : fmt::format("{}: 0 of {}\n", label_,
                                                 with_thousands(static_cast<long long>(total_))));
}

Progress::~Progress() {
  const std::lock_guard lock(mutex_);
  if (!is_finished_ && !options_.is_quiet && *options_.is_live) options_.write(kRedraw);
}

void Progress::advance(std::size_t count) {
  const std::lock_guard lock(mutex_);
  done_ += count;
  if (options_.is_quiet || is_finished_) return;
  const double now = options_.now();
  if (now - last_shown_ < (*options_.is_live ? kLivePause : kPlainPause)) return;
  last_shown_ = now;
  options_.write(*options_.is_live ? live_line(now - start_) : plain_line(now - start_));
}

void Progress::finish() {
  const std::lock_guard lock(mutex_);
  if (is_finished_) return;
  is_finished_ = true;
  if (options_.is_quiet) return;
  const std::string line = fmt::format(
      "{}: {} of {} in {}\n", label_, with_thousands(static_cast<long long>(done_)),
      with_thousands(static_cast<long long>(total_)), format_seconds(options_.now() - start_));
  options_.write(*options_.is_live ? std::string(kRedraw) + line : line);
}

std::string Progress::time_left(double seconds) const {
  if (done_ == 0 || done_ >= total_) return "";
  const double share = share_of(done_, total_);
  return ", about " + format_seconds(seconds / share * (1 - share)) + " left";
}

std::string Progress::live_line(double seconds) const {
  const std::string numbers =
      fmt::format(" {:3.0f} %  {}/{}  {}{}", 100 * share_of(done_, total_), done_, total_,
                  format_seconds(seconds), time_left(seconds));
  const std::size_t taken = display_width(label_) + 1 + display_width(numbers) + 1;
  const std::size_t room =
      *options_.width > taken ? std::min<std::size_t>(*options_.width - taken, 40) : 0;
  const auto dots = static_cast<std::size_t>(share_of(done_, total_) * static_cast<double>(room));
  const std::string line =
      label_ + " " + std::string(dots, '.') + std::string(room - dots, ' ') + numbers;
  // A line that wraps could not be drawn anew.
  return std::string(kRedraw) + shortened(line, *options_.width - 1);
}

std::string Progress::plain_line(double seconds) const {
  return fmt::format("{}: {} of {}, {:.0f} %, {}{}\n", label_,
                     with_thousands(static_cast<long long>(done_)),
                     with_thousands(static_cast<long long>(total_)), 100 * share_of(done_, total_),
                     format_seconds(seconds), time_left(seconds));
}

}  // namespace dlflow::terminal
