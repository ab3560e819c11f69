#pragma once

#include <cstddef>
#include <type_traits>

// The widest vectors that code is compiled for, in bytes: fewer than 64 show on one machine what
// others do.
#ifndef DLFLOW_VECTOR_BYTES
#define DLFLOW_VECTOR_BYTES 64
#endif

// Nobody reads the flags of floating-point exceptions; without them, choices such as
// `x < 0 ? a : b` become vector code on every instruction set, not only where there are masks.
#define DLFLOW_PLAIN_OPTIONS optimize("O3", "no-trapping-math")
#define DLFLOW_FUSED_OPTIONS optimize("O3", "no-trapping-math", "fp-contract=fast")

#if DLFLOW_VECTOR_BYTES >= 64
#define DLFLOW_CLONED target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")
#elif DLFLOW_VECTOR_BYTES >= 32
#define DLFLOW_CLONED target_clones("arch=x86-64-v3", "default")
#endif

/// Compiles a plain function for the baseline and for wider vectors; the loader picks one by the
/// processor. Not for templates: the compiler cannot clone them.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
// The resolvers of clones run before the sanitizers are ready.
#define DLFLOW_CLONES
#define DLFLOW_FUSED_CLONES
#elif !defined(DLFLOW_CLONED)
#define DLFLOW_CLONES __attribute__((DLFLOW_PLAIN_OPTIONS))
#define DLFLOW_FUSED_CLONES __attribute__((DLFLOW_FUSED_OPTIONS))
#else
#define DLFLOW_CLONES __attribute__((DLFLOW_CLONED, DLFLOW_PLAIN_OPTIONS))
/// The same, and a product may be fused with the sum behind it: where no result depends on how
/// these are rounded.
#define DLFLOW_FUSED_CLONES __attribute__((DLFLOW_CLONED, DLFLOW_FUSED_OPTIONS))
#endif

namespace dlflow::kernels {

/// Bytes of the widest vectors of this processor that code is compiled for: 64 (AVX-512), 32 (AVX2
/// with FMA) or 16 (SSE2).
std::size_t vector_bytes();

/// While it lives vector_bytes() gives no more than `bytes`: to see what other processors do.
/// Clones do not know of it. One at a time.
class LimitedVectors {
 public:
  explicit LimitedVectors(std::size_t bytes);
  LimitedVectors(const LimitedVectors&) = delete;
  LimitedVectors& operator=(const LimitedVectors&) = delete;
  ~LimitedVectors();
};

template <class Body>
__attribute__((target("arch=x86-64-v4"), DLFLOW_PLAIN_OPTIONS)) void run_with_64(const Body& body) {
  body(std::integral_constant<std::size_t, 64>());
}
template <class Body>
__attribute__((target("arch=x86-64-v3"), DLFLOW_PLAIN_OPTIONS)) void run_with_32(const Body& body) {
  body(std::integral_constant<std::size_t, 32>());
}
template <class Body>
__attribute__((DLFLOW_PLAIN_OPTIONS)) void run_with_16(const Body& body) {
  body(std::integral_constant<std::size_t, 16>());
}

/// Calls body(bytes) with vector_bytes() as a constant, compiled for that processor: for code that
/// names its vectors, since one wider than the registers becomes slow. The body and what it calls
/// must be always_inline.
template <class Body>
void by_width(const Body& body) {
  switch (vector_bytes()) {
    case 64:
      return run_with_64(body);
    case 32:
      return run_with_32(body);
    default:
      run_with_16(body);
  }
}

}  // namespace dlflow::kernels
