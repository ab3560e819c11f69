#include "core/base/team.hpp"

#include <utility>

namespace dlflow {
namespace {

/// Looks before a thread goes to sleep: steps follow each other within microseconds.
constexpr int kSpins = 4000;

/// Waits until the value is another than `old`.
void await_change(const std::atomic<std::uint32_t>& value, std::uint32_t old) {
  for (int i = 0; i < kSpins; ++i) {
    if (value.load(std::memory_order_acquire) != old) return;
    __builtin_ia32_pause();
  }
  value.wait(old, std::memory_order_acquire);
}

}  // namespace

Team::Team(int threads, void (*prepare_thread)()) {
  for (int member = 1; member < threads; ++member)
    workers_.emplace_back(
        [this, member, prepare_thread] { loop(static_cast<std::size_t>(member), prepare_thread); });
}

Team::~Team() {
  is_over_.store(true, std::memory_order_relaxed);
  round_.fetch_add(1, std::memory_order_release);
  round_.notify_all();
}

void Team::start(std::size_t parts, Call call, const void* work) {
  parts_ = parts;
  call_ = call;
  work_ = work;
  pending_.store(static_cast<std::uint32_t>(workers_.size()), std::memory_order_relaxed);
  round_.fetch_add(1, std::memory_order_release);
  round_.notify_all();
  do_parts(0);
  for (std::uint32_t left; (left = pending_.load(std::memory_order_acquire)) != 0;)
    await_change(pending_, left);
  if (has_failed_.exchange(false)) std::rethrow_exception(std::exchange(failure_, nullptr));
}

void Team::loop(std::size_t member, void (*prepare_thread)()) {
  if (prepare_thread) prepare_thread();
  for (std::uint32_t seen = 0;;) {
    await_change(round_, seen);
    ++seen;
    if (is_over_.load(std::memory_order_relaxed)) return;
    do_parts(member);
    if (pending_.fetch_sub(1, std::memory_order_acq_rel) == 1) pending_.notify_one();
  }
}

void Team::do_parts(std::size_t member) {
  try {
    for (std::size_t part = member; part < parts_; part += workers_.size() + 1) call_(work_, part);
  } catch (...) {
    if (!has_failed_.exchange(true)) failure_ = std::current_exception();
  }
}

}  // namespace dlflow
