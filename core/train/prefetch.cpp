#include "core/train/prefetch.hpp"

#include <algorithm>
#include <utility>

namespace dlflow::train {
namespace {

/// Room for a part of a batch, where the batch has it.
template <class Values, class T>
void make_room(Values& values, std::size_t size, const T* wanted, T*& staged) {
  if (!wanted) return;
  values.resize(size);
  staged = values.data();
}

template <class T>
void copy(const T* from, std::size_t count, T* to) {
  if (to) std::copy_n(from, count, to);
}

}  // namespace

Prefetch::Prefetch(const BatchSource& source, const nn::InputShapes& inputs, const Batch& like)
    : source_(source), code_columns_(inputs.table.columns()), staged_(like), ids_(like.rows) {
  if (like.image) image_size_ = count(inputs.image);
  if (like.sequence) sequence_size_ = count(inputs.sequence);
  make_room(floats_, like.rows * like.stride, like.x, staged_.x);
  make_room(codes_, like.rows * code_columns_, like.codes, staged_.codes);
  make_room(sequences_, like.rows * sequence_size_, like.sequence, staged_.sequence);
  make_room(steps_, like.rows, like.steps, staged_.steps);
  make_room(images_, like.rows * image_size_, like.image, staged_.image);
  make_room(labels_, like.rows, like.labels, staged_.labels);
  make_room(values_, like.rows, like.values, staged_.values);
  make_room(weights_, like.rows, like.weights, staged_.weights);
  make_room(second_labels_, like.rows, like.second_labels, staged_.second_labels);
  make_room(second_values_, like.rows, like.second_values, staged_.second_values);
  make_room(shares_, like.rows, like.shares, staged_.shares);
  thread_ = std::jthread([this] { loop(); });
}

Prefetch::~Prefetch() {
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return state_ != State::asked; });
    state_ = State::over;
  }
  changed_.notify_all();
}

void Prefetch::loop() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return state_ == State::asked || state_ == State::over; });
    if (state_ == State::over) return;
    lock.unlock();
    std::exception_ptr failure;
    try {
      source_.gather(std::span(ids_).first(rows_), epoch_, staged_);
    } catch (...) {
      failure = std::current_exception();
    }
    lock.lock();
    failure_ = failure;
    state_ = State::ready;
    changed_.notify_all();
  }
}

void Prefetch::expect(std::span<const std::uint32_t> ids, int epoch) {
  if (ids.empty()) return;
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return state_ != State::asked; });
    std::copy(ids.begin(), ids.end(), ids_.begin());
    rows_ = ids.size();
    epoch_ = epoch;
    failure_ = nullptr;
    state_ = State::asked;
  }
  changed_.notify_all();
}

void Prefetch::gather(std::span<const std::uint32_t> ids, int epoch, const Batch& out) {
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return state_ != State::asked; });
    const bool is_staged = std::exchange(state_, State::idle) == State::ready && epoch_ == epoch &&
                           std::ranges::equal(ids, std::span(ids_).first(rows_));
    if (is_staged) {
      if (failure_) std::rethrow_exception(failure_);
      return copy_to(out);
    }
  }
  source_.gather(ids, epoch, out);
}

void Prefetch::copy_to(const Batch& out) const {
  copy(staged_.x, rows_ * staged_.stride, out.x);
  for (std::size_t c = 0; c < code_columns_; ++c)
    copy(staged_.codes + c * staged_.rows, rows_, out.codes + c * out.rows);
  copy(staged_.sequence, rows_ * sequence_size_, out.sequence);
  copy(staged_.steps, rows_, out.steps);
  copy(staged_.image, rows_ * image_size_, out.image);
  copy(staged_.labels, rows_, out.labels);
  copy(staged_.values, rows_, out.values);
  copy(staged_.weights, rows_, out.weights);
  copy(staged_.second_labels, rows_, out.second_labels);
  copy(staged_.second_values, rows_, out.second_values);
  copy(staged_.shares, rows_, out.shares);
}

}  // namespace dlflow::train
