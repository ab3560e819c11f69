#include "core/kernels/pooling.hpp"

#include <algorithm>

#include "core/kernels/dispatch.hpp"

#define DLFLOW_INLINE inline __attribute__((always_inline))
#define DLFLOW_LAMBDA __attribute__((always_inline))

namespace dlflow::kernels {
namespace {

/// The real inputs of a window: [begin, end), and where `begin` stands in the window.
struct Span {
  std::size_t begin, end, skipped;
};

DLFLOW_INLINE Span span_of(const Windows& w, std::size_t o) {
  const std::size_t from = o * w.stride, to = from + w.size;
  const std::size_t skipped = from < w.before ? w.before - from : 0;
  const std::size_t begin = from + skipped - w.before;
  const std::size_t end = to < w.before ? 0 : to - w.before < w.input ? to - w.before : w.input;
  return {begin, end < begin ? begin : end, skipped};
}

/// One cell of a result: its place, and the real part of its window.
struct Cell {
  std::size_t at;  ///< in y, in values
  Span h, w;
};

template <class Work>
DLFLOW_INLINE void over_cells(const Pooling& p, const Work& work) {
  for (std::size_t i = 0; i < p.height.output; ++i) {
    const Span h = span_of(p.height, i);
    for (std::size_t j = 0; j < p.width.output; ++j)
      work(Cell{(i * p.width.output + j) * p.channels, h, span_of(p.width, j)});
  }
}

/// Calls work(place in x, place in the window) for the real inputs of a cell.
template <class Work>
DLFLOW_INLINE void over_window(const Pooling& p, const Cell& cell, const Work& work) {
  for (std::size_t h = cell.h.begin; h < cell.h.end; ++h) {
    const std::size_t row = (cell.h.skipped + h - cell.h.begin) * p.width.size + cell.w.skipped;
    for (std::size_t w = cell.w.begin; w < cell.w.end; ++w)
      work((h * p.width.input + w) * p.channels, row + w - cell.w.begin);
  }
}

/// Whether every input lies in one window at most, and all of them in one.
DLFLOW_INLINE bool is_tiled(const Windows& w) {
  return w.stride == w.size && w.before == 0 && w.output * w.size == w.input;
}

/// Calls work(c) for the channels: the loop that becomes vector code.
template <class Work>
DLFLOW_INLINE void over_channels(const Pooling& p, const Work& work) {
  for (std::size_t c = 0; c < p.channels; ++c) work(c);
}

template <class T>
DLFLOW_INLINE void max_frame(const Pooling& p, const T* x, T* y, T* place) {
  over_cells(p, [=, &p](const Cell& cell) DLFLOW_LAMBDA {
    T* __restrict best = y + cell.at;
    T* __restrict where = place + cell.at;
    bool is_first = true;
    over_window(p, cell, [&](std::size_t at, std::size_t k) DLFLOW_LAMBDA {
      const T* __restrict values = x + at;
      const T here = static_cast<T>(k);
      if (is_first)
        over_channels(p, [=](std::size_t c) DLFLOW_LAMBDA {
          best[c] = values[c];
          where[c] = here;
        });
      else
        over_channels(p, [=](std::size_t c) DLFLOW_LAMBDA {
          const T value = values[c];
          const bool wins = (value > best[c]) | (value != value);
          best[c] = wins ? value : best[c];
          where[c] = wins ? here : where[c];
        });
      is_first = false;
    });
    if (is_first) over_channels(p, [=](std::size_t c) { best[c] = where[c] = 0; });
  });
}

/// Adds to dx, or writes it where each input lies in exactly one window.
template <class T>
DLFLOW_INLINE void max_frame_backward(const Pooling& p, bool is_tiled, const T* dy, const T* place,
                                      T* dx) {
  over_cells(p, [=, &p](const Cell& cell) DLFLOW_LAMBDA {
    const T* __restrict slopes = dy + cell.at;
    const T* __restrict where = place + cell.at;
    over_window(p, cell, [&](std::size_t at, std::size_t k) DLFLOW_LAMBDA {
      T* __restrict out = dx + at;
      const T here = static_cast<T>(k);
      if (is_tiled)
        over_channels(
            p, [=](std::size_t c) DLFLOW_LAMBDA { out[c] = where[c] == here ? slopes[c] : T{0}; });
      else
        over_channels(
            p, [=](std::size_t c) DLFLOW_LAMBDA { out[c] += where[c] == here ? slopes[c] : T{0}; });
    });
  });
}

template <class T>
DLFLOW_INLINE T share_of(const Cell& cell, bool is_mean) {
  const std::size_t values = (cell.h.end - cell.h.begin) * (cell.w.end - cell.w.begin);
  return is_mean && values > 0 ? T{1} / static_cast<T>(values) : T{1};
}

template <class T>
DLFLOW_INLINE void sum_frame(const Pooling& p, bool is_mean, const T* x, T* y) {
  over_cells(p, [=, &p](const Cell& cell) DLFLOW_LAMBDA {
    T* __restrict sum = y + cell.at;
    over_channels(p, [=](std::size_t c) DLFLOW_LAMBDA { sum[c] = 0; });
    over_window(p, cell, [&](std::size_t at, std::size_t) DLFLOW_LAMBDA {
      const T* __restrict values = x + at;
      over_channels(p, [=](std::size_t c) DLFLOW_LAMBDA { sum[c] += values[c]; });
    });
    const T share = share_of<T>(cell, is_mean);
    if (is_mean) over_channels(p, [=](std::size_t c) DLFLOW_LAMBDA { sum[c] *= share; });
  });
}

template <class T>
DLFLOW_INLINE void sum_frame_backward(const Pooling& p, bool is_mean, bool is_tiled, const T* dy,
                                      T* dx) {
  over_cells(p, [=, &p](const Cell& cell) DLFLOW_LAMBDA {
    const T* __restrict slopes = dy + cell.at;
    const T share = share_of<T>(cell, is_mean);
    over_window(p, cell, [&](std::size_t at, std::size_t) DLFLOW_LAMBDA {
      T* __restrict out = dx + at;
      if (is_tiled)
        over_channels(p, [=](std::size_t c) DLFLOW_LAMBDA { out[c] = slopes[c] * share; });
      else
        over_channels(p, [=](std::size_t c) DLFLOW_LAMBDA { out[c] += slopes[c] * share; });
    });
  });
}

/// Windows of two steps, or of two by two pixels, side by side and all inside: what nearly every
/// network has. Each value is read once, and nothing is kept in memory on the way.
DLFLOW_INLINE bool are_pairs(const Pooling& p) {
  const Windows &h = p.height, &w = p.width;
  const bool is_plane = w.size == 2 && w.stride == 2 && 2 * w.output <= w.input;
  const bool is_line = w.size == 1 && w.stride == 1 && w.output == w.input;
  return h.size == 2 && h.stride == 2 && h.before == 0 && w.before == 0 &&
         2 * h.output <= h.input && (is_plane || is_line);
}

/// Calls work(place of the cell in y, of its first input in x) for windows of pairs.
template <class Work>
DLFLOW_INLINE void over_pairs(const Pooling& p, const Work& work) {
  for (std::size_t i = 0; i < p.height.output; ++i)
    for (std::size_t j = 0; j < p.width.output; ++j)
      work((i * p.width.output + j) * p.channels,
           (2 * i * p.width.input + j * p.width.size) * p.channels);
}

DLFLOW_INLINE void take_larger(float value, float place, float& best, float& where) {
  const bool wins = (value > best) | (value != value);
  best = wins ? value : best;
  where = wins ? place : where;
}

// The compiler only believes that parameters are apart.
template <bool kIsPlane>
DLFLOW_INLINE void max_of_pairs(std::size_t channels, const float* __restrict a,
                                const float* __restrict b, const float* __restrict c,
                                const float* __restrict d, float* __restrict largest,
                                float* __restrict places) {
  for (std::size_t i = 0; i < channels; ++i) {
    float best = a[i], where = 0;
    if (kIsPlane) take_larger(b[i], 1, best, where);
    take_larger(c[i], kIsPlane ? 2 : 1, best, where);
    if (kIsPlane) take_larger(d[i], 3, best, where);
    largest[i] = best;
    places[i] = where;
  }
}
template <bool kIsPlane>
DLFLOW_INLINE void slopes_of_pairs(std::size_t channels, const float* __restrict slopes,
                                   const float* __restrict places, float* __restrict a,
                                   float* __restrict b, float* __restrict c, float* __restrict d) {
  for (std::size_t i = 0; i < channels; ++i) {
    const float slope = slopes[i], where = places[i];
    a[i] = where == 0 ? slope : 0;
    if (kIsPlane) b[i] = where == 1 ? slope : 0;
    c[i] = where == (kIsPlane ? 2.0F : 1.0F) ? slope : 0;
    if (kIsPlane) d[i] = where == 3 ? slope : 0;
  }
}

template <bool kIsPlane>
DLFLOW_INLINE void max_pairs(const Pooling& p, const float* x, float* y, float* place) {
  const std::size_t channels = p.channels, below = p.width.input * channels;
  over_pairs(p, [=](std::size_t out, std::size_t in) DLFLOW_LAMBDA {
    const float *a = x + in, *c = a + below;
    max_of_pairs<kIsPlane>(channels, a, a + channels, c, c + channels, y + out, place + out);
  });
}

/// dx is written, where it lies in a window.
template <bool kIsPlane>
DLFLOW_INLINE void max_pairs_backward(const Pooling& p, const float* dy, const float* place,
                                      float* dx) {
  const std::size_t channels = p.channels, below = p.width.input * channels;
  over_pairs(p, [=](std::size_t out, std::size_t in) DLFLOW_LAMBDA {
    float *a = dx + in, *c = a + below;
    slopes_of_pairs<kIsPlane>(channels, dy + out, place + out, a, a + channels, c, c + channels);
  });
}

// Plain functions of one frame, which the compiler can clone.
DLFLOW_CLONES void run_max_plane(const Pooling& p, const float* x, float* y, float* place) {
  max_pairs<true>(p, x, y, place);
}
DLFLOW_CLONES void run_max_line(const Pooling& p, const float* x, float* y, float* place) {
  max_pairs<false>(p, x, y, place);
}
DLFLOW_CLONES void run_max_any(const Pooling& p, const float* x, float* y, float* place) {
  max_frame(p, x, y, place);
}
void run_max(const Pooling& p, const float* x, float* y, float* place) {
  if (!are_pairs(p)) return run_max_any(p, x, y, place);
  p.width.size == 2 ? run_max_plane(p, x, y, place) : run_max_line(p, x, y, place);
}
void run_max(const Pooling& p, const double* x, double* y, double* place) {
  max_frame(p, x, y, place);
}
DLFLOW_CLONES void run_max_plane_backward(const Pooling& p, const float* dy, const float* place,
                                          float* dx) {
  max_pairs_backward<true>(p, dy, place, dx);
}
DLFLOW_CLONES void run_max_line_backward(const Pooling& p, const float* dy, const float* place,
                                         float* dx) {
  max_pairs_backward<false>(p, dy, place, dx);
}
DLFLOW_CLONES void run_max_any_backward(const Pooling& p, bool tiled, const float* dy,
                                        const float* place, float* dx) {
  max_frame_backward(p, tiled, dy, place, dx);
}
void run_max_backward(const Pooling& p, bool tiled, const float* dy, const float* place,
                      float* dx) {
  if (!are_pairs(p)) return run_max_any_backward(p, tiled, dy, place, dx);
  p.width.size == 2 ? run_max_plane_backward(p, dy, place, dx)
                    : run_max_line_backward(p, dy, place, dx);
}
void run_max_backward(const Pooling& p, bool tiled, const double* dy, const double* place,
                      double* dx) {
  max_frame_backward(p, tiled, dy, place, dx);
}
DLFLOW_CLONES void run_sum(const Pooling& p, bool is_mean, const float* x, float* y) {
  sum_frame(p, is_mean, x, y);
}
void run_sum(const Pooling& p, bool is_mean, const double* x, double* y) {
  sum_frame(p, is_mean, x, y);
}
DLFLOW_CLONES void run_sum_backward(const Pooling& p, bool is_mean, bool tiled, const float* dy,
                                    float* dx) {
  sum_frame_backward(p, is_mean, tiled, dy, dx);
}
void run_sum_backward(const Pooling& p, bool is_mean, bool tiled, const double* dy, double* dx) {
  sum_frame_backward(p, is_mean, tiled, dy, dx);
}

/// Calls work(frame's windows, place in x, place in y) for every frame, rows in fixed parts.
template <class Work>
void over_frames(PooledRows rows, const Pooling& pooling, const Work& work) {
  const std::size_t parts = std::min<std::size_t>(rows.count, 8);
  run_parts(rows.team, parts, [&](std::size_t part) {
    for (std::size_t n = rows.count * part / parts; n < rows.count * (part + 1) / parts; ++n) {
      Pooling p = pooling;
      if (rows.steps) p.height.input = static_cast<std::size_t>(rows.steps[n]);
      for (std::size_t g = n * p.groups; g < (n + 1) * p.groups; ++g)
        work(p, g * (pooling.input_size() / p.groups), g * (pooling.output_size() / p.groups));
    }
  });
}

/// Zeros a frame of dx unless it is written whole; returns whether it is.
template <class T>
bool prepare(const Pooling& frame, const Pooling& whole, T* dx) {
  const bool is_written =
      frame.height.input == whole.height.input && is_tiled(frame.height) && is_tiled(frame.width);
  if (!is_written) std::fill_n(dx, whole.input_size() / whole.groups, T{});
  return is_written;
}

}  // namespace

template <class T>
void max_pool(PooledRows rows, const Pooling& pooling, const T* x, T* y, T* place) {
  over_frames(rows, pooling, [&](const Pooling& p, std::size_t in, std::size_t out) {
    run_max(p, x + in, y + out, place + out);
  });
}

template <class T>
void max_pool_backward(PooledRows rows, const Pooling& pooling, const T* dy, const T* place,
                       T* dx) {
  over_frames(rows, pooling, [&](const Pooling& p, std::size_t in, std::size_t out) {
    const bool tiled = prepare(p, pooling, dx + in);
    run_max_backward(p, tiled, dy + out, place + out, dx + in);
  });
}

template <class T>
void sum_pool(PooledRows rows, const Pooling& pooling, bool is_mean, const T* x, T* y) {
  over_frames(rows, pooling, [&](const Pooling& p, std::size_t in, std::size_t out) {
    run_sum(p, is_mean, x + in, y + out);
  });
}

template <class T>
void sum_pool_backward(PooledRows rows, const Pooling& pooling, bool is_mean, const T* dy, T* dx) {
  over_frames(rows, pooling, [&](const Pooling& p, std::size_t in, std::size_t out) {
    const bool tiled = prepare(p, pooling, dx + in);
    run_sum_backward(p, is_mean, tiled, dy + out, dx + in);
  });
}

#define DLFLOW_INSTANTIATE(T)                                                          \
  template void max_pool(PooledRows, const Pooling&, const T*, T*, T*);                \
  template void max_pool_backward(PooledRows, const Pooling&, const T*, const T*, T*); \
  template void sum_pool(PooledRows, const Pooling&, bool, const T*, T*);              \
  template void sum_pool_backward(PooledRows, const Pooling&, bool, const T*, T*);
DLFLOW_INSTANTIATE(float)
DLFLOW_INSTANTIATE(double)
#undef DLFLOW_INSTANTIATE

}  // namespace dlflow::kernels
