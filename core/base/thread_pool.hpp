#pragma once

#include <atomic>
#include <cstddef>
#include <functional>

namespace dlflow {

/// Set from a signal handler or a deadline; long work looks at it between steps.
class StopFlag {
 public:
  void request(int reason) { reason_.store(reason, std::memory_order_relaxed); }
  /// 0 while the work should go on; else the number of the signal (SIGALRM for a time limit).
  int reason() const { return reason_.load(std::memory_order_relaxed); }

 private:
  std::atomic<int> reason_{0};
};

/// Runs `work(index, worker)` for every index in [0, count) on a fixed set of `threads` threads.
/// Indices are taken in order; no thread ever picks up another index while it waits inside one.
/// worker is in [0, threads). With one thread the work runs on the caller's.
/// `prepare_thread` runs once on each thread before its first index (may be empty).
/// The exception of the lowest failing index is thrown after all threads have ended; after a
/// failure no new index is begun.
void run_tasks(std::size_t count, int threads,
               const std::function<void(std::size_t index, int worker)>& work,
               const std::function<void()>& prepare_thread = {});

}  // namespace dlflow
