#pragma once

#include "core/base/error.hpp"
#include "core/tensor/aligned.hpp"

namespace dlflow {

/// `count` values rounded up to whole cache lines, so that every block begins on one.
template <class T>
constexpr std::size_t aligned_count(std::size_t count) {
  constexpr std::size_t kLine = 64 / sizeof(T);
  return (count + kLine - 1) / kLine * kLine;
}

/// One buffer for many blocks: first every block is reserved, then memory is taken once.
template <class T>
class Arena {
 public:
  /// The place of a new block, valid for `at` once the arena is allocated.
  std::size_t reserve(std::size_t count) {
    DLFLOW_REQUIRE(values_.empty(), "an arena grows only before it is allocated");
    const std::size_t place = size_;
    size_ += aligned_count<T>(count);
    return place;
  }
  /// Takes the memory, all zeros.
  void allocate() { values_.assign(size_, T{}); }
  T* at(std::size_t place) { return values_.data() + place; }
  std::size_t size() const { return size_; }

 private:
  std::size_t size_ = 0;
  AlignedVector<T> values_;
};

}  // namespace dlflow
