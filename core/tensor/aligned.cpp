#include "core/tensor/aligned.hpp"

#include <cstdint>
#include <cstring>
#include <new>

namespace dlflow {

// A heap asked for an aligned block takes more and gives the rest back, so that a block set free is
// too small for the next of its size: that one is made of new pages, which costs more than to fill
// it. Here every block of a size asks for the same, and finds the place of the one before.
void* allocate_aligned(std::size_t bytes) {
  constexpr std::uintptr_t kBoundary = 64, kBefore = sizeof(void*);
  if (bytes > SIZE_MAX - kBoundary - kBefore) throw std::bad_alloc();
  void* const block = ::operator new(bytes + kBefore + kBoundary - 1);
  const auto begin = reinterpret_cast<std::uintptr_t>(block);
  const std::uintptr_t skip = (begin + kBefore + kBoundary - 1) / kBoundary * kBoundary - begin;
  char* const memory = static_cast<char*>(block) + skip;
  std::memcpy(memory - kBefore, &block, kBefore);
  return memory;
}

void free_aligned(void* memory) {
  if (!memory) return;
  void* block = nullptr;
  std::memcpy(&block, static_cast<char*>(memory) - sizeof(block), sizeof(block));
  ::operator delete(block);
}

}  // namespace dlflow
