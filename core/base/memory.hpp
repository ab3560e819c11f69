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

/// Makes the allocator keep what is freed for the next request, up to half a gibibyte: large blocks
/// too are not given back to the system, which would hand them out again page by page, all zeros.
/// For the start of a program.
void keep_freed_memory();

/// Asks the system to back large memory by large pages, which are handed out in a hundredth of the
/// time. Does nothing for less than 4 MiB.
void prefer_large_pages(void* memory, std::size_t bytes);

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
