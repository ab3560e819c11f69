#pragma once

/// Compiles a plain function for the baseline and for wider vectors; the loader picks one by the
/// processor. Not for templates: the compiler cannot clone them. Nobody reads the flags of
/// floating-point exceptions; without them, choices such as `x < 0 ? a : b` become vector code on
/// every instruction set, not only where there are masks.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
// The resolvers of clones run before the sanitizers are ready.
#define DLFLOW_CLONES
#define DLFLOW_FUSED_CLONES
#else
#define DLFLOW_CLONES                                                          \
  __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default"), \
                 optimize("O3", "no-trapping-math")))
/// The same, and a product may be fused with the sum behind it: where no result depends on how
/// these are rounded.
#define DLFLOW_FUSED_CLONES                                                    \
  __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default"), \
                 optimize("O3", "no-trapping-math", "fp-contract=fast")))
#endif
