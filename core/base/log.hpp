#pragma once

#include <string_view>

namespace dlflow {

enum class LogLevel { quiet, normal, verbose };

/// Sets what is shown on stderr: quiet shows errors alone, verbose adds log_detail.
void set_log_level(LogLevel level);
LogLevel log_level();

/// A line for the user on stderr ("note: ..."), unless quiet. The only place that knows spdlog.
void log_note(std::string_view text);
void log_warning(std::string_view text);
/// A line shown with -v only.
void log_detail(std::string_view text);

}  // namespace dlflow
