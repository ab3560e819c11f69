#pragma once

#include <cstdint>
#include <span>

#include "core/base/random.hpp"
#include "core/base/team.hpp"
#include "core/kernels/layout.hpp"

namespace dlflow::nn {

using kernels::Layout;

/// The layouts a layer reads and writes. They matter to float passes over rows with channels; every
/// other block is plain.
struct Layouts {
  Layout input = Layout::plain, output = Layout::plain;
};

/// What one layer sees of one batch. All blocks are row-major; weights, gradients, statistics,
/// saved and scratch are the layer's own blocks.
template <class T>
struct Pass {
  std::size_t rows = 0;  ///< N
  const T* x = nullptr;  ///< (N, input shape)
  T* y = nullptr;        ///< (N, output shape); forward writes it, backward may read it
  T* dy = nullptr;       ///< (N, output shape); backward may overwrite it
  T* dx = nullptr;       ///< (N, input shape), overwritten; null when nobody needs it
  const T* weights = nullptr;
  T* gradients = nullptr;         ///< overwritten, not accumulated
  const T* statistics = nullptr;  ///< what is learnt without gradients: moving means
  T* new_statistics = nullptr;  ///< the same block to write to; null unless they are to be updated
  T* saved = nullptr;           ///< kept from forward to backward
  T* scratch = nullptr;         ///< of any content, for the time of one call
  const std::int32_t* steps = nullptr;  ///< (N) real steps of each sequence (T, C); null: all T
  Layouts layouts;                      ///< of x and dx, and of y and dy
  bool is_training = false;
  RandomKey key{0};                        ///< of this layer and epoch
  std::span<const std::uint32_t> samples;  ///< the N row numbers, for random numbers by sample
  Team* team = nullptr;                    ///< threads of this fit; null: the caller's alone
};

}  // namespace dlflow::nn
