#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <thread>
#include <vector>

namespace dlflow {

/// A fixed set of threads that work on the parts of one step together. Which part a result comes
/// from never depends on the number of threads: callers cut work by shapes alone.
class Team {
 public:
  /// The caller's thread and `threads - 1` more; `prepare_thread` runs once on each of those.
  explicit Team(int threads, void (*prepare_thread)() = nullptr);
  ~Team();
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;

  int threads() const { return static_cast<int>(workers_.size()) + 1; }

  /// Calls work(part) for every part in [0, parts), part p on thread p % threads(), and returns
  /// when all are done. Allocates nothing. Not to be called from within a part, nor by two threads
  /// at once. What a part throws is thrown here, the first one caught.
  template <class Work>
  void run(std::size_t parts, const Work& work) {
    start(
        parts, [](const void* w, std::size_t part) { (*static_cast<const Work*>(w))(part); },
        &work);
  }

 private:
  using Call = void (*)(const void* work, std::size_t part);
  void start(std::size_t parts, Call call, const void* work);
  void loop(std::size_t member, void (*prepare_thread)());
  void do_parts(std::size_t member);

  std::size_t parts_ = 0;
  Call call_ = nullptr;
  const void* work_ = nullptr;
  std::atomic<std::uint32_t> round_{0}, pending_{0};
  std::atomic<bool> is_over_{false}, has_failed_{false};
  std::exception_ptr failure_;
  std::vector<std::jthread> workers_;
};

/// The parts on the team, or one after the other without one.
template <class Work>
void run_parts(Team* team, std::size_t parts, const Work& work) {
  if (team && team->threads() > 1 && parts > 1) return team->run(parts, work);
  for (std::size_t part = 0; part < parts; ++part) work(part);
}

}  // namespace dlflow
