// The allocation functions of the C library with a count of each thread's bytes before them: that
// is how the leaderboard knows the peak memory of a fit, whichever library allocates. Sanitizers
// bring functions of their own.
#include <malloc.h>

#include <cerrno>
#include <cstddef>

#include "core/base/memory.hpp"

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

namespace {

extern "C" {
void* real_malloc(std::size_t size) __asm__("__libc_malloc");
void* real_calloc(std::size_t count, std::size_t size) __asm__("__libc_calloc");
void* real_realloc(void* block, std::size_t size) __asm__("__libc_realloc");
void* real_memalign(std::size_t alignment, std::size_t size) __asm__("__libc_memalign");
void real_free(void* block) __asm__("__libc_free");
}

void* counted(void* block) {
  dlflow::ThreadMemory& memory = dlflow::thread_memory;
  memory.held += static_cast<std::int64_t>(malloc_usable_size(block));
  if (memory.held > memory.peak) memory.peak = memory.held;
  return block;
}

void discount(void* block) {
  dlflow::thread_memory.held -= static_cast<std::int64_t>(malloc_usable_size(block));
}

bool is_power_of_two(std::size_t n) { return n != 0 && (n & (n - 1)) == 0; }

[[maybe_unused]] const bool kIsTold = dlflow::is_memory_counted = true;

}  // namespace

extern "C" {

void* malloc(std::size_t size) { return counted(real_malloc(size)); }
void* calloc(std::size_t count, std::size_t size) { return counted(real_calloc(count, size)); }
void free(void* block) {
  discount(block);
  real_free(block);
}
void* realloc(void* block, std::size_t size) {
  const std::size_t before = malloc_usable_size(block);
  void* moved = real_realloc(block, size);
  // A failed one leaves the block as it was; of size 0 frees it.
  if (!moved && size > 0) return moved;
  dlflow::thread_memory.held -= static_cast<std::int64_t>(before);
  return counted(moved);
}
void* memalign(std::size_t alignment, std::size_t size) {
  return counted(real_memalign(alignment, size));
}
void* aligned_alloc(std::size_t alignment, std::size_t size) {
  return counted(real_memalign(alignment, size));
}
int posix_memalign(void** block, std::size_t alignment, std::size_t size) {
  if (alignment % sizeof(void*) != 0 || !is_power_of_two(alignment)) return EINVAL;
  void* made = real_memalign(alignment, size);
  if (!made) return ENOMEM;
  *block = counted(made);
  return 0;
}

}  // extern "C"

#endif
