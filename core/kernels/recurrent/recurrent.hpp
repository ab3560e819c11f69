#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "core/base/team.hpp"

namespace dlflow::kernels::recurrent {

/// What is computed at each step, in Keras's notation and order of gates: x_t W and h_t-1 U lie
/// side by side for all gates.
///
///   simple  h = f(x W + h' U + b)
///   lstm    i, f, o = s(..), g = t(..);  c = f c' + i g;  h = o t(c)       gates i, f, g, o
///   gru     z, r = s(..);  h = z h' + (1 - z) k                            gates z, r, k
///           k = t(x W_k + b_k + r (h' U_k + b'_k)) where resets_after, else
///           k = t(x W_k + b_k + (r h') U_k)
enum class Cell { simple, lstm, gru };

/// Those of kernels::Activation whose derivative follows from their result alone.
enum class CellActivation {
  linear,
  relu,
  tanh,
  sigmoid,
  hard_sigmoid,
  leaky_relu,
  elu,
  selu,
  softplus,
  softsign,
  exponential
};
std::span<const std::string_view> names_of(CellActivation);

/// A recurrent layer as its kernels see it.
struct Plan {
  Cell cell = Cell::lstm;
  std::size_t steps = 0, channels = 0, units = 0;      ///< T, C, U
  CellActivation activation = CellActivation::tanh;    ///< t, and f of a simple cell
  CellActivation recurrent = CellActivation::sigmoid;  ///< s
  bool resets_after = true;
  bool goes_backwards = false;     ///< from a sequence's last real step to its first
  bool returns_sequences = false;  ///< (N, T, U) in the order of processing; else (N, U)
  bool has_bias = true;
  bool drops_states = false;  ///< whether Pass::state_factors may be given
  // Where the parts lie within weights and gradients, and the size of a whole block.
  std::size_t recurrent_offset = 0, bias_offset = 0, block = 0;

  std::size_t gates() const { return cell == Cell::lstm ? 4 : cell == Cell::gru ? 3 : 1; }
  std::size_t width() const { return gates() * units; }
  /// The functions that have vector loops.
  bool is_usual() const {
    return activation == CellActivation::tanh && recurrent == CellActivation::sigmoid;
  }
  bool has_recurrent_bias() const { return cell == Cell::gru && resets_after && has_bias; }
};

/// One batch. Weights and gradients: kernel (C, G U), at recurrent_offset (U, G U), at bias_offset
/// (G U), or (2, G U) with the bias of h' U behind that of x W.
template <class T>
struct Pass {
  std::size_t rows = 0;
  const T* x = nullptr;                 ///< (N, T, C)
  T* y = nullptr;                       ///< forward: written
  const T* dy = nullptr;                ///< backward: of the shape of y
  T* dx = nullptr;                      ///< (N, T, C), overwritten; null when nobody needs it
  const std::int32_t* steps = nullptr;  ///< (N) real steps, the rest is padding; null: all T
  const T* weights = nullptr;
  T* gradients = nullptr;            ///< overwritten
  const T* input_factors = nullptr;  ///< (N, C) dropout of x, the same at every step; or null
  const T* state_factors = nullptr;  ///< (N, U) dropout of h' in its product with U; or null
  T* saved = nullptr;                ///< from forward to one backward, which overwrites it
  T* scratch = nullptr;
  Team* team = nullptr;
};

template <class T>
struct Engine;

/// One time loop for all cells. The batch is cut in shards whose number depends on its rows alone,
/// and their gradients are added up in a fixed tree: the same bits for any team.
///
/// Within a shard rows are sorted by their steps, longest first, and a step holds only the rows
/// that reach it. So padding costs nothing and cannot reach a result, and rows of a step are the
/// first ones of the step before. The products of all inputs, and those that give the gradients of
/// the weights, are one matrix product each; U is packed once a batch.
///
/// y is zero behind the real steps; a sequence without any gives zeros.
template <class T>
class Recurrent {
 public:
  explicit Recurrent(const Plan& plan);
  ~Recurrent();
  void forward(const Pass<T>& pass) const;
  void backward(const Pass<T>& pass) const;
  /// Values of Pass::saved and Pass::scratch for a batch of at most so many rows.
  std::size_t saved(std::size_t rows) const;
  std::size_t scratch(std::size_t rows) const;

 private:
  std::unique_ptr<const Engine<T>> engine_;
};

}  // namespace dlflow::kernels::recurrent
