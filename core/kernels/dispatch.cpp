#include "core/kernels/dispatch.hpp"

#include <algorithm>
#include <atomic>

namespace dlflow::kernels {
namespace {

std::size_t widest() {
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512cd"))
    return 64;
  const bool has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
                        __builtin_cpu_supports("bmi2");
  return has_avx2 ? 32 : 16;
}

std::atomic<std::size_t> most = DLFLOW_VECTOR_BYTES;

}  // namespace

std::size_t vector_bytes() {
  static const std::size_t kBytes = widest();
  return std::min(kBytes, most.load(std::memory_order_relaxed));
}

LimitedVectors::LimitedVectors(std::size_t bytes) {
  most = std::min<std::size_t>(bytes, DLFLOW_VECTOR_BYTES);
}
LimitedVectors::~LimitedVectors() { most = DLFLOW_VECTOR_BYTES; }

}  // namespace dlflow::kernels
