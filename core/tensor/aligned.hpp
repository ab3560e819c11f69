#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <utility>
#include <vector>

namespace dlflow {

/// Memory on a 64-byte boundary, and its end. Throws std::bad_alloc.
void* allocate_aligned(std::size_t bytes);
void free_aligned(void* memory);

/// Allocates on 64-byte boundaries: a cache line, and what the widest vector loads want. Sums over
/// a buffer change bits with its offset, so every numeric buffer is aligned alike.
template <class T>
struct AlignedAllocator {
  using value_type = T;
  AlignedAllocator() = default;
  template <class U>
  AlignedAllocator(const AlignedAllocator<U>&) {}
  T* allocate(std::size_t n) { return static_cast<T*>(allocate_aligned(n * sizeof(T))); }
  void deallocate(T* p, std::size_t) { free_aligned(p); }
  /// Numbers without a first value stay as the memory was: most are written right after.
  template <class U>
  void construct(U* p) {
    ::new (static_cast<void*>(p)) U;
  }
  template <class U, class... Arguments>
  void construct(U* p, Arguments&&... arguments) {
    ::new (static_cast<void*>(p)) U(std::forward<Arguments>(arguments)...);
  }
  template <class U>
  bool operator==(const AlignedAllocator<U>&) const {
    return true;
  }
};

/// Grown by resize(n) or made by (n), it holds unwritten numbers; resize(n, 0) writes zeros.
template <class T>
using AlignedVector = std::vector<T, AlignedAllocator<T>>;

template <class T>
struct AlignedDelete {
  void operator()(T* p) const { AlignedAllocator<T>().deallocate(p, 0); }
};
/// Numbers on such a boundary that nobody has written yet.
template <class T>
using AlignedArray = std::unique_ptr<T[], AlignedDelete<T>>;
template <class T>
AlignedArray<T> aligned_array(std::size_t n) {
  return AlignedArray<T>(AlignedAllocator<T>().allocate(n));
}

}  // namespace dlflow
