#pragma once

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <functional>

namespace dlflow {

/// Set from a signal handler or a deadline; long work looks at it between steps.
class StopFlag {
 public:
  StopFlag() = default;
  /// Also asks to stop when `parent` does (null: none) and after so many seconds (0: never).
  StopFlag(const StopFlag* parent, double seconds)
      : parent_(parent), limit_(seconds), start_(Clock::now()) {}
  /// A signal handler may call it.
  void request(int reason) { reason_.store(reason, std::memory_order_relaxed); }
  /// 0 while the work should go on; else the number of the signal, or kTimeLimit.
  int reason() const {
    if (const int own = reason_.load(std::memory_order_relaxed); own != 0) return own;
    if (const int outer = parent_ ? parent_->reason() : 0; outer != 0) return outer;
    const std::chrono::duration<double> past =
        limit_ > 0 ? Clock::now() - start_ : Clock::duration{};
    return past.count() > limit_ ? kTimeLimit : 0;
  }
  static constexpr int kTimeLimit = SIGALRM;

 private:
  using Clock = std::chrono::steady_clock;
  std::atomic<int> reason_{0};
  const StopFlag* parent_ = nullptr;
  double limit_ = 0;
  Clock::time_point start_{};
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
