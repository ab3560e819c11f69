#include "core/base/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace dlflow {
namespace {

LogLevel current = LogLevel::normal;

spdlog::logger& logger() {
  static const auto instance = [] {
    auto made = std::make_shared<spdlog::logger>("dlflow",
                                                 std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_pattern("%v");
    made->set_level(spdlog::level::info);
    return made;
  }();
  return *instance;
}

}  // namespace

void set_log_level(LogLevel level) {
  current = level;
  logger().set_level(level == LogLevel::quiet    ? spdlog::level::err
                     : level == LogLevel::normal ? spdlog::level::info
                                                 : spdlog::level::debug);
}

LogLevel log_level() { return current; }
void log_note(std::string_view text) { logger().info("note: {}", text); }
void log_warning(std::string_view text) { logger().warn("warning: {}", text); }
void log_detail(std::string_view text) { logger().debug("{}", text); }

}  // namespace dlflow
