#include "core/kernels/merge.hpp"

#include "core/kernels/dispatch.hpp"

#define DLFLOW_INLINE inline __attribute__((always_inline))

namespace dlflow::kernels {
namespace {

template <class T>
DLFLOW_INLINE void merge_values(Merge how, std::size_t n, const T* __restrict x, T* __restrict y) {
  switch (how) {
    case Merge::add:
    case Merge::average:
      for (std::size_t i = 0; i < n; ++i) y[i] += x[i];
      return;
    case Merge::multiply:
      for (std::size_t i = 0; i < n; ++i) y[i] *= x[i];
      return;
    case Merge::max:
      for (std::size_t i = 0; i < n; ++i) y[i] = x[i] > y[i] || x[i] != x[i] ? x[i] : y[i];
      return;
  }
}

// Plain functions, which the compiler can clone.
DLFLOW_CLONES void run(Merge how, std::size_t n, const float* x, float* y) {
  merge_values(how, n, x, y);
}
void run(Merge how, std::size_t n, const double* x, double* y) { merge_values(how, n, x, y); }

}  // namespace

template <class T>
void merge_into(Merge how, std::size_t n, const T* x, T* y, Team* team) {
  const std::size_t parts = n < 65536 ? 1 : 8;
  run_parts(team, parts, [&](std::size_t part) {
    const std::size_t begin = n * part / parts;
    run(how, n * (part + 1) / parts - begin, x + begin, y + begin);
  });
}

template <class T>
void scale(std::size_t n, double factor, T* y) {
  for (std::size_t i = 0; i < n; ++i) y[i] *= static_cast<T>(factor);
}

template <class T>
void take_slope_of_max(std::size_t n, const T* x, const T* y, T* dy, T* dx) {
  for (std::size_t i = 0; i < n; ++i) {
    dx[i] = x[i] == y[i] ? dy[i] : T{0};
    dy[i] -= dx[i];
  }
}

#define DLFLOW_INSTANTIATE(T)                                        \
  template void merge_into(Merge, std::size_t, const T*, T*, Team*); \
  template void scale(std::size_t, double, T*);                      \
  template void take_slope_of_max(std::size_t, const T*, const T*, T*, T*);
DLFLOW_INSTANTIATE(float)
DLFLOW_INSTANTIATE(double)
#undef DLFLOW_INSTANTIATE

}  // namespace dlflow::kernels
