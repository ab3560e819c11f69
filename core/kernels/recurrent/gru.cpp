#include <type_traits>

#include "core/kernels/dispatch.hpp"
#include "core/kernels/exponential.hpp"
#include "core/kernels/recurrent/cell.hpp"
#include "core/kernels/recurrent/gates.hpp"

namespace dlflow::kernels::recurrent {
namespace {

/// Biases of x W and of h' U: (3 U) each, or null both.
struct Biases {
  const float *input, *recurrent;
};

/// The gates with sigmoid and tanh, in vectors; gates and products (rows, 3 U), the rest (rows, U).
DLFLOW_CLONES void forward_rows(std::size_t rows, std::size_t units, const float* products,
                                Biases bias, const float* before, float* gates, float* inner,
                                float* h) {
  alignas(64) static constexpr float kZeros[kLanes] = {};
  for (std::size_t n = 0; n < rows; ++n) {
    in_lanes(
        units, [&](std::size_t j, std::size_t count) __attribute__((always_inline)) {
          Lanes x[3], u[3];
          for (std::size_t g = 0; g < 3; ++g) {
            const std::size_t at = g * units + j;
            const Lanes b = bias.input ? take(bias.input + at, count) : take(kZeros, kLanes);
            const Lanes c =
                bias.recurrent ? take(bias.recurrent + at, count) : take(kZeros, kLanes);
            x[g] = take(gates + at, count);
            u[g] = take(products + at, count);
#pragma GCC unroll 1
            for (std::size_t i = 0; i < kLanes; ++i) x[g].at[i] += b.at[i];
#pragma GCC unroll 1
            for (std::size_t i = 0; i < kLanes; ++i) u[g].at[i] += c.at[i];
          }
          const Lanes state = take(before + j, count);
          Lanes next;
#pragma GCC unroll 1
          for (std::size_t i = 0; i < kLanes; ++i) {
            x[0].at[i] = logistic(x[0].at[i] + u[0].at[i]);
            x[1].at[i] = logistic(x[1].at[i] + u[1].at[i]);
            x[2].at[i] = hyperbolic_tangent(x[2].at[i] + x[1].at[i] * u[2].at[i]);
            next.at[i] = x[2].at[i] + x[0].at[i] * (state.at[i] - x[2].at[i]);
          }
          for (std::size_t g = 0; g < 3; ++g) put(x[g], count, gates + g * units + j);
          put(u[2], count, inner + j);
          put(next, count, h + j);
        });
    gates += 3 * units;
    products += 3 * units;
    before += units;
    inner += units;
    h += units;
  }
}

/// dz = dh (h' - k) z (1 - z), dk = dh (1 - z)(1 - k^2), dr = dk inner r (1 - r); of h' U_k it is
/// dk r. What reaches h' past U is dh z.
DLFLOW_CLONES void backward_rows(std::size_t rows, std::size_t units, float* __restrict gates,
                                 const float* __restrict before, const float* __restrict inner,
                                 float* __restrict dh, float* __restrict d_products) {
  for (std::size_t n = 0; n < rows; ++n) {
    float* __restrict gz = gates + n * 3 * units;
    float* __restrict gr = gz + units;
    float* __restrict gk = gr + units;
    float* __restrict pz = d_products + n * 3 * units;
    float* __restrict pr = pz + units;
    float* __restrict pk = pr + units;
    for (std::size_t j = 0; j < units; ++j) {
      const std::size_t at = n * units + j;
      const float z = gz[j], r = gr[j], k = gk[j], d = dh[at];
      const float dk = d * (1 - z) * (1 - k * k);
      pz[j] = gz[j] = d * (before[at] - k) * (z * (1 - z));
      pr[j] = gr[j] = dk * inner[at] * (r * (1 - r));
      gk[j] = dk;
      pk[j] = dk * r;
      dh[at] = d * z;
    }
  }
}

/// With the reset behind the product. Kept of a step: h' U_k + b'_k.
template <class T>
class Gru final : public CellKernel<T> {
 public:
  using CellKernel<T>::CellKernel;
  std::size_t kept() const override { return units(); }
  bool has_own_products() const override { return true; }
  bool passes_state() const override { return true; }

  void forward(const Step<T>& step) const override {
    this->multiply(step);
    if constexpr (std::is_same_v<T, float>)
      if (this->plan_.is_usual())
        return forward_rows(step.rows, units(), step.products, {step.bias, step.recurrent_bias},
                            step.before, step.gates, step.kept, step.h);
    for (std::size_t n = 0; n < step.rows; ++n) plain_forward(step, n);
  }

  void backward(const Step<T>& step) const override {
    bool is_done = false;
    if constexpr (std::is_same_v<T, float>)
      if ((is_done = this->plan_.is_usual()))
        backward_rows(step.rows, units(), step.gates, step.before, step.kept, step.dh,
                      step.d_products);
    for (std::size_t n = 0; !is_done && n < step.rows; ++n) plain_backward(step, n);
    this->multiply_back(step, step.d_products);
  }

 private:
  std::size_t units() const { return this->plan_.units; }

  void plain_forward(const Step<T>& step, std::size_t n) const {
    const std::size_t u = units();
    T *z = step.gates + 3 * n * u, *r = z + u, *k = r + u, *inner = step.kept + n * u;
    const T *products = step.products + 3 * n * u, *before = step.before + n * u;
    for (std::size_t j = 0; j < 3 * u; ++j) {
      const T b = step.bias ? step.bias[j] : T{0};
      const T p = products[j] + (step.recurrent_bias ? step.recurrent_bias[j] : T{0});
      z[j] += j < 2 * u ? b + p : b;
      if (j >= 2 * u) inner[j - 2 * u] = p;
    }
    apply(this->plan_.recurrent, 2 * u, z);
    for (std::size_t j = 0; j < u; ++j) k[j] += r[j] * inner[j];
    apply(this->plan_.activation, u, k);
    for (std::size_t j = 0; j < u; ++j) step.h[n * u + j] = k[j] + z[j] * (before[j] - k[j]);
  }

  void plain_backward(const Step<T>& step, std::size_t n) const {
    const std::size_t u = units();
    T *z = step.gates + 3 * n * u, *r = z + u, *k = r + u, *dh = step.dh + n * u;
    T *dz = step.d_products + 3 * n * u, *dr = dz + u, *dk = dr + u;
    const T *before = step.before + n * u, *inner = step.kept + n * u;
    for (std::size_t j = 0; j < u; ++j) dk[j] = dh[j] * (1 - z[j]);
    apply_backward(this->plan_.activation, u, k, dk);
    for (std::size_t j = 0; j < u; ++j) {
      dz[j] = dh[j] * (before[j] - k[j]);
      dr[j] = dk[j] * inner[j];
      dh[j] *= z[j];
      k[j] = dk[j];
      dk[j] *= r[j];
    }
    apply_backward(this->plan_.recurrent, 2 * u, z, dz);
    std::copy_n(dz, 2 * u, z);
  }
};

}  // namespace

template <class T>
std::unique_ptr<CellKernel<T>> make_gru(const Plan& plan) {
  if (!plan.resets_after) return make_gru_before<T>(plan);
  return std::make_unique<Gru<T>>(plan);
}
template std::unique_ptr<CellKernel<float>> make_gru(const Plan&);
template std::unique_ptr<CellKernel<double>> make_gru(const Plan&);

}  // namespace dlflow::kernels::recurrent
