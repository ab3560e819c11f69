#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

namespace dlflow {

/// What one thread holds, in bytes: what it allocated less what it freed. Kept by a program that
/// counts its allocations (cli/allocations.cpp); elsewhere nothing is known.
struct ThreadMemory {
  std::int64_t held = 0, peak = 0;
};
extern constinit thread_local ThreadMemory thread_memory;
/// Whether this program counts.
extern constinit bool is_memory_counted;

/// The most a thread holds beyond what it held when the meter was made. One at a time per thread.
class PeakMemory {
 public:
  PeakMemory() : start_(thread_memory.held) { thread_memory.peak = start_; }
  /// Empty where allocations are not counted.
  std::optional<std::size_t> bytes() const {
    if (!is_memory_counted) return std::nullopt;
    return static_cast<std::size_t>(thread_memory.peak - start_);
  }

 private:
  std::int64_t start_;
};

}  // namespace dlflow
