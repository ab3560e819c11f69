#pragma once

/// Compiles a plain function for the baseline and for wider vectors; the loader picks one by the
/// processor. Not for templates: the compiler cannot clone them.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
// The resolvers of clones run before the sanitizers are ready.
#define DLFLOW_CLONES
#else
#define DLFLOW_CLONES \
  __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default"), optimize("O3")))
#endif
