#include <algorithm>

#include "core/kernels/recurrent/cell.hpp"

namespace dlflow::kernels::recurrent {
namespace {

/// With the reset before the product, as in the paper: two products a step, one behind the other.
/// Kept of a step: r h'.
template <class T>
class GruBefore final : public CellKernel<T> {
 public:
  using CellKernel<T>::CellKernel;
  std::size_t kept() const override { return units(); }
  bool passes_state() const override { return true; }

  std::size_t packed() const override {
    return std::max(gates_ahead().size() + candidate().size(),
                    gates_back().size() + candidate().size());
  }
  void pack_forward(const T* u, T* packed) const override {
    gates_ahead().pack(u, 3 * units(), 1, packed);
    candidate().pack(u + 2 * units(), 3 * units(), 1, packed + gates_ahead().size());
  }
  void pack_backward(const T* u, T* packed) const override {
    gates_back().pack(u, 1, 3 * units(), packed);
    candidate().pack(u + 2 * units(), 1, 3 * units(), packed + gates_back().size());
  }

  void forward(const Step<T>& step) const override {
    const std::size_t u = units();
    if (!step.is_first)
      gates_ahead().multiply(step.rows, u, step.dropped, step.packed, step.products);
    else
      std::fill_n(step.products, step.rows * 2 * u, T{0});
    for (std::size_t n = 0; n < step.rows; ++n) {
      T* z = step.gates + 3 * n * u;
      for (std::size_t j = 0; j < 3 * u && step.bias; ++j) z[j] += step.bias[j];
      for (std::size_t j = 0; j < 2 * u; ++j) z[j] += step.products[2 * n * u + j];
      apply(this->plan_.recurrent, 2 * u, z);
      for (std::size_t j = 0; j < u; ++j) step.kept[n * u + j] = z[u + j] * step.dropped[n * u + j];
    }
    if (!step.is_first)
      candidate().multiply(step.rows, u, step.kept, step.packed + gates_ahead().size(),
                           step.products);
    for (std::size_t n = 0; n < step.rows; ++n) {
      const T *z = step.gates + 3 * n * u, *before = step.before + n * u;
      T *k = step.gates + (3 * n + 2) * u, *h = step.h + n * u;
      for (std::size_t j = 0; j < u && !step.is_first; ++j) k[j] += step.products[n * u + j];
      apply(this->plan_.activation, u, k);
      for (std::size_t j = 0; j < u; ++j) h[j] = k[j] + z[j] * (before[j] - k[j]);
    }
  }

  void backward(const Step<T>& step) const override {
    const std::size_t u = units();
    for (std::size_t n = 0; n < step.rows; ++n) {
      T *z = step.gates + 3 * n * u, *k = z + 2 * u, *dh = step.dh + n * u;
      T* d = step.products + 2 * n * u;  // of z and of k
      for (std::size_t j = 0; j < u; ++j) {
        d[j] = dh[j] * (step.before[n * u + j] - k[j]);
        d[u + j] = dh[j] * (1 - z[j]);
        dh[j] *= z[j];
      }
      apply_backward(this->plan_.recurrent, u, z, d);
      apply_backward(this->plan_.activation, u, k, d + u);
      std::copy_n(d, u, z);
      std::copy_n(d + u, u, k);
    }
    if (!step.is_first)
      candidate().multiply(step.rows, 3 * u, step.gates + 2 * u, step.packed + gates_back().size(),
                           step.inner);
    else
      std::fill_n(step.inner, step.rows * u, T{0});
    for (std::size_t n = 0; n < step.rows; ++n) {
      T *r = step.gates + (3 * n + 1) * u, *inner = step.inner + n * u;
      T* d = step.products + n * u;
      for (std::size_t j = 0; j < u; ++j) d[j] = inner[j] * step.dropped[n * u + j];
      for (std::size_t j = 0; j < u; ++j) inner[j] *= r[j];
      apply_backward(this->plan_.recurrent, u, r, d);
      std::copy_n(d, u, r);
    }
    if (step.is_first) return;
    gates_back().multiply(step.rows, 3 * u, step.gates, step.packed, step.dh_product);
    for (std::size_t i = 0; i < step.rows * u; ++i) step.dh_product[i] += step.inner[i];
  }

  std::size_t weights_scratch() const override { return 3 * units() * units(); }
  void weights(std::size_t n, const DenseKernel<T>& product, const T* dropped, const T* kept,
               const T* d_products, T* du, T* scratch) const override {
    const std::size_t u = units();
    product.backward_weights(n, dropped, d_products, du, nullptr);
    product.backward_weights(n, kept, d_products, scratch, nullptr);
    for (std::size_t i = 0; i < u; ++i)
      std::copy_n(scratch + (3 * i + 2) * u, u, du + (3 * i + 2) * u);
  }

 private:
  std::size_t units() const { return this->plan_.units; }
  Packing<T> gates_ahead() const { return {units(), 2 * units()}; }
  Packing<T> gates_back() const { return {2 * units(), units()}; }
  Packing<T> candidate() const { return {units(), units()}; }
};

}  // namespace

template <class T>
std::unique_ptr<CellKernel<T>> make_gru_before(const Plan& plan) {
  return std::make_unique<GruBefore<T>>(plan);
}
template std::unique_ptr<CellKernel<float>> make_gru_before(const Plan&);
template std::unique_ptr<CellKernel<double>> make_gru_before(const Plan&);

}  // namespace dlflow::kernels::recurrent
