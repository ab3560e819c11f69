#pragma once

#include <memory>

#include "core/kernels/dense.hpp"
#include "core/kernels/recurrent/packed.hpp"
#include "core/kernels/recurrent/recurrent.hpp"

namespace dlflow::kernels::recurrent {

/// One step of the first `rows` sequences of a shard. G gates, U units; blocks without gaps.
template <class T>
struct Step {
  std::size_t rows = 0;
  bool is_first = false;    ///< h' is zero: no product with it
  T* gates = nullptr;       ///< (rows, G U) forward: x W on entry, the gates behind it; backward:
                            ///< the gates on entry, the gradient of x W + b behind it
  T* products = nullptr;    ///< (rows, G U) of any content
  T* inner = nullptr;       ///< (rows, U) of any content
  const T* bias = nullptr;  ///< (G U) or null
  const T* recurrent_bias = nullptr;  ///< (G U) or null
  const T* packed = nullptr;          ///< what pack_forward or pack_backward left
  const T* before = nullptr;          ///< (rows, U) h'
  const T* dropped = nullptr;         ///< (rows, U) h' as U sees it: with dropout
  const T* kept_before = nullptr;     ///< (>= rows, ..) kept of the step before; zeros at first
  T* kept = nullptr;                  ///< (rows, kept()) from forward to backward
  T* h = nullptr;                     ///< (rows, U) forward: written
  T* dh = nullptr;                    ///< (rows, U) backward: of h on entry; of h' past U behind it
  T* dh_product = nullptr;  ///< (rows, U) backward: of h' through U, overwritten; may be dh
  T* carried = nullptr;     ///< (rows, carried()) gradients that flow beside h, updated
  T* d_products = nullptr;  ///< (rows, G U) the gradient of h' U, where it is not that of x W
};

/// The arithmetic of one cell. Const once built.
template <class T>
class CellKernel {
 public:
  explicit CellKernel(const Plan& plan) : plan_(plan) {}
  virtual ~CellKernel() = default;
  /// Values of a row and step from forward to backward beside its gates, and of a row from one
  /// backward step to the next beside dh.
  virtual std::size_t kept() const { return 0; }
  virtual std::size_t carried() const { return 0; }
  /// Whether the gradient of h' U differs from that of x W; whether dh holds a part past U.
  virtual bool has_own_products() const { return false; }
  virtual bool passes_state() const { return false; }
  /// Values of U (U, G U) packed for either direction.
  virtual std::size_t packed() const;
  virtual void pack_forward(const T* u, T* packed) const;
  virtual void pack_backward(const T* u, T* packed) const;
  virtual void forward(const Step<T>& step) const = 0;
  virtual void backward(const Step<T>& step) const = 0;
  /// The gradient of U over n rows; `dropped` as of Step, d_products likewise or the gates.
  virtual void weights(std::size_t n, const DenseKernel<T>& product, const T* dropped,
                       const T* kept, const T* d_products, T* du, T* scratch) const;
  virtual std::size_t weights_scratch() const { return 0; }

 protected:
  Packing<T> ahead() const { return {plan_.units, plan_.width()}; }
  Packing<T> back() const { return {plan_.width(), plan_.units}; }
  /// products = dropped U, zero at the first step.
  void multiply(const Step<T>& step) const;
  /// dh_product = d U^T, unless nobody needs it.
  void multiply_back(const Step<T>& step, const T* d) const;

  const Plan plan_;
};

template <class T>
std::unique_ptr<CellKernel<T>> make_simple(const Plan& plan);
template <class T>
std::unique_ptr<CellKernel<T>> make_lstm(const Plan& plan);
template <class T>
std::unique_ptr<CellKernel<T>> make_gru(const Plan& plan);
template <class T>
std::unique_ptr<CellKernel<T>> make_gru_before(const Plan& plan);
template <class T>
std::unique_ptr<CellKernel<T>> make_cell(const Plan& plan);

/// y = f(y) and dy = dy f' over n values, in place.
template <class T>
void apply(CellActivation f, std::size_t n, T* y);
template <class T>
void apply_backward(CellActivation f, std::size_t n, const T* y, T* dy);

}  // namespace dlflow::kernels::recurrent
