#include "core/base/thread_pool.hpp"

#include <algorithm>
#include <exception>
#include <limits>
#include <mutex>
#include <thread>
#include <vector>

namespace dlflow {

void run_tasks(std::size_t count, int threads, const std::function<void(std::size_t, int)>& work,
               const std::function<void()>& prepare_thread) {
  std::atomic<std::size_t> next{0};
  std::atomic<bool> failed{false};
  std::mutex mutex;
  std::size_t failed_index = std::numeric_limits<std::size_t>::max();
  std::exception_ptr failure;

  const auto loop = [&](int worker) {
    if (prepare_thread) prepare_thread();
    while (!failed.load(std::memory_order_relaxed)) {
      const std::size_t index = next.fetch_add(1);
      if (index >= count) return;
      try {
        work(index, worker);
      } catch (...) {
        const std::lock_guard lock(mutex);
        failed = true;
        if (index < failed_index) {
          failed_index = index;
          failure = std::current_exception();
        }
      }
    }
  };

  const int used = static_cast<int>(
      std::min<std::size_t>(static_cast<std::size_t>(std::max(threads, 1)), count));
  if (used <= 1) {
    loop(0);
  } else {
    std::vector<std::jthread> pool;
    for (int worker = 0; worker < used; ++worker) pool.emplace_back(loop, worker);
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace dlflow
