#pragma once

#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "core/tensor/aligned.hpp"
#include "core/train/batches.hpp"

namespace dlflow::train {

/// Gathers the batch to come on a thread of its own while the caller works on the one before. What
/// a batch holds does not depend on when it was gathered.
class Prefetch {
 public:
  /// `like` has the parts that will be asked for, `inputs` says how large they are. The source must
  /// outlive this; it is used by one thread at a time.
  Prefetch(const BatchSource& source, const nn::InputShapes& inputs, const Batch& like);
  ~Prefetch();
  Prefetch(const Prefetch&) = delete;
  Prefetch& operator=(const Prefetch&) = delete;

  /// Begins to gather the rows `ids` as they are in this epoch. Allocates nothing.
  void expect(std::span<const std::uint32_t> ids, int epoch);
  /// As BatchSource::gather: copies what was expected, and gathers anything else at once.
  void gather(std::span<const std::uint32_t> ids, int epoch, const Batch& out);

 private:
  enum class State { idle, asked, ready, over };

  void loop();
  void copy_to(const Batch& out) const;

  const BatchSource& source_;
  std::size_t image_size_ = 0, sequence_size_ = 0, code_columns_ = 0;
  AlignedVector<float> floats_, sequences_, images_;
  std::vector<float> values_, weights_, second_values_, shares_;
  std::vector<std::int32_t> codes_, steps_, labels_, second_labels_;
  Batch staged_;
  std::vector<std::uint32_t> ids_;
  std::size_t rows_ = 0;  ///< of the staged batch
  int epoch_ = 0;
  std::mutex mutex_;
  std::condition_variable changed_;
  State state_ = State::idle;
  std::exception_ptr failure_;
  std::jthread thread_;
};

}  // namespace dlflow::train
