#include "pipeline/data/readers/plain_blocks.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>

#include "core/base/thread_pool.hpp"

namespace dlflow::data {
namespace {

/// Blocks are taken from the text, and join the columns, one after the other in the order of the
/// text; between that each is parsed by the thread that took it.
class BlockFilling {
 public:
  BlockFilling(Records& records, RowFiller& filler, std::uint64_t& row, ProblemList& problems)
      : records_(records),
        filler_(filler),
        row_(row),
        problems_(problems),
        line_(records.line()),
        uses_(filler.uses()) {}

  void run(int threads) {
    // Threads are not worth their start in a short text.
    for (int i = 0; (i < 2 || threads == 1) && fill_one(first_); ++i) continue;
    if (is_over_) return;
    run_tasks(static_cast<std::size_t>(threads), threads, [&](std::size_t, int) {
      PlainBlock block;
      while (fill_one(block)) continue;
    });
  }

 private:
  /// Takes a block, parses it and joins it; false when there is none.
  bool fill_one(PlainBlock& block) {
    try {
      std::uint64_t turn = 0;
      std::optional<std::string> lines = take(turn);
      if (!lines) return false;
      block.parse(std::move(*lines), filler_.separator(), uses_);
      std::unique_lock lock(mutex_);
      turns_.wait(lock, [&] { return turn_ == turn || has_failed_; });
      if (has_failed_) return false;
      lock.unlock();
      join(block);
      lock.lock();
      ++turn_;
      turns_.notify_all();
      return true;
    } catch (...) {
      const std::lock_guard lock(mutex_);
      is_over_ = has_failed_ = true;
      turns_.notify_all();
      throw;
    }
  }

  std::optional<std::string> take(std::uint64_t& turn) {
    const std::lock_guard lock(source_mutex_);
    if (is_over_) return std::nullopt;
    std::optional<std::string> lines = records_.take_plain_block();
    if (lines)
      turn = taken_++;
    else
      is_over_ = true;
    return lines;
  }

  void join(const PlainBlock& block) {
    filler_.add(block, row_, line_, problems_);
    row_ += block.rows();
    line_ += block.lines();
    records_.count_taken(block.lines(), block.blank_lines());
  }

  Records& records_;
  RowFiller& filler_;
  std::uint64_t& row_;
  ProblemList& problems_;
  std::uint64_t line_;
  const std::vector<CellUse> uses_;
  PlainBlock first_;
  std::mutex source_mutex_, mutex_;
  std::condition_variable turns_;
  std::uint64_t taken_ = 0, turn_ = 0;
  std::atomic<bool> is_over_{false};
  bool has_failed_ = false;
};

}  // namespace

void fill_from_plain_blocks(Records& records, RowFiller& filler, int threads, std::uint64_t& row,
                            ProblemList& problems) {
  BlockFilling(records, filler, row, problems).run(threads);
}

}  // namespace dlflow::data
