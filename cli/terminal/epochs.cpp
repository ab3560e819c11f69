#include "cli/terminal/epochs.hpp"

#include <fmt/format.h>

#include "cli/terminal/terminal.hpp"
#include "core/base/text.hpp"

namespace dlflow::terminal {
namespace {

constexpr double kPause = 0.1;

std::string speed(double rows, double seconds) {
  if (!(seconds > 0)) return "";
  return with_thousands(static_cast<long long>(rows / seconds)) + " rows/s";
}

}  // namespace

EpochLines::EpochLines(std::vector<std::string> metrics, ProgressOptions options)
    : metrics_(std::move(metrics)), options_(with_defaults(std::move(options))) {}

EpochLines::~EpochLines() {
  if (held_) show(*held_);
  if (seen_ > 0 && *options_.is_live && !options_.is_quiet) options_.write("\n");
}

void EpochLines::note(const std::string& text) {
  if (!options_.is_quiet) options_.write(printable(text) + "\n");
}

void EpochLines::add(const models::EpochRecord& epoch) {
  seconds_ += epoch.seconds;
  recent_seconds_ += epoch.seconds;
  recent_rows_ += static_cast<double>(epoch.samples);
  ++seen_;
  const double now = options_.now();
  const bool is_last = epoch.epoch >= epoch.epochs;
  if (seen_ > 1 && !is_last && now - last_shown_ < kPause) {
    held_ = epoch;
    return;
  }
  last_shown_ = now;
  show(epoch);
}

void EpochLines::show(const models::EpochRecord& epoch) {
  if (!options_.is_quiet) {
    options_.write(*options_.is_live ? std::string(kRedraw) + line(epoch) : line(epoch) + "\n");
    recent_seconds_ = recent_rows_ = 0;
  }
  held_.reset();  // last: the epoch may be the one that is held
}

std::string EpochLines::line(const models::EpochRecord& epoch) const {
  const std::string all = std::to_string(epoch.epochs);
  std::vector<std::string> parts{fmt::format("loss {:.5g}", epoch.loss)};
  if (epoch.validation_loss)
    parts.push_back(fmt::format("val_loss {:.5g}", *epoch.validation_loss));
  for (std::size_t i = 0; i < epoch.metrics.size() && i < metrics_.size(); ++i)
    parts.push_back(fmt::format("{} {:.4g}", metrics_[i], epoch.metrics[i]));
  parts.push_back(speed(recent_rows_, recent_seconds_));
  if (epoch.epoch < epoch.epochs && seen_ > 0)
    parts.push_back(format_seconds(seconds_ / static_cast<double>(seen_) *
                                   static_cast<double>(epoch.epochs - epoch.epoch)) +
                    " left");
  std::string out = fmt::format("epoch {:>{}}/{}", epoch.epoch, all.size(), all);
  for (const std::string& part : parts)
    if (!part.empty() && display_width(out) + 2 + display_width(part) < *options_.width)
      out += "  " + part;
  return shortened(out, *options_.width - 1);
}

}  // namespace dlflow::terminal
