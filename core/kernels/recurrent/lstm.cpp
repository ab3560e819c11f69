#include <type_traits>

#include "core/kernels/dispatch.hpp"
#include "core/kernels/exponential.hpp"
#include "core/kernels/recurrent/cell.hpp"
#include "core/kernels/recurrent/gates.hpp"

namespace dlflow::kernels::recurrent {
namespace {

/// One row: gates i, f, g, o (4 U), c' and c, t(c), h (U).
template <class T>
struct Row {
  T* gates;
  const T* before;
  T *state, *squashed, *h;
};

/// The gates with sigmoid and tanh, in vectors.
DLFLOW_CLONES void forward_rows(std::size_t rows, std::size_t units, const float* products,
                                const float* bias, Row<float> row) {
  alignas(64) static constexpr float kZeros[kLanes] = {};
  for (std::size_t n = 0; n < rows; ++n) {
    in_lanes(
        units, [&](std::size_t j, std::size_t count) __attribute__((always_inline)) {
          Lanes gate[4];
          for (std::size_t g = 0; g < 4; ++g) {
            const Lanes x = take(row.gates + g * units + j, count);
            const Lanes u = take(products + g * units + j, count);
            const Lanes b = bias ? take(bias + g * units + j, count) : take(kZeros, kLanes);
#pragma GCC unroll 1
            for (std::size_t i = 0; i < kLanes; ++i) gate[g].at[i] = x.at[i] + u.at[i] + b.at[i];
          }
          const Lanes before = take(row.before + j, count);
          Lanes state, squashed, h;
#pragma GCC unroll 1
          for (std::size_t i = 0; i < kLanes; ++i) {
            gate[0].at[i] = logistic(gate[0].at[i]);
            gate[1].at[i] = logistic(gate[1].at[i]);
            gate[2].at[i] = hyperbolic_tangent(gate[2].at[i]);
            gate[3].at[i] = logistic(gate[3].at[i]);
            state.at[i] = gate[1].at[i] * before.at[i] + gate[0].at[i] * gate[2].at[i];
            squashed.at[i] = hyperbolic_tangent(state.at[i]);
            h.at[i] = gate[3].at[i] * squashed.at[i];
          }
          for (std::size_t g = 0; g < 4; ++g) put(gate[g], count, row.gates + g * units + j);
          put(state, count, row.state + j);
          put(squashed, count, row.squashed + j);
          put(h, count, row.h + j);
        });
    products += 4 * units;
    row = {row.gates + 4 * units, row.before + units, row.state + units, row.squashed + units,
           row.h + units};
  }
}

/// di = dc g i (1 - i), df = dc c' f (1 - f), dg = dc i (1 - g^2), do = dh t(c) o (1 - o), with
/// dc = carried + dh o (1 - t(c)^2); what is carried on is dc f.
DLFLOW_CLONES void backward_rows(std::size_t rows, std::size_t units, float* __restrict gates,
                                 const float* __restrict before, const float* __restrict squashed,
                                 const float* __restrict dh, float* __restrict carried) {
  for (std::size_t n = 0; n < rows; ++n) {
    float* __restrict gi = gates + n * 4 * units;
    float* __restrict gf = gi + units;
    float* __restrict gg = gf + units;
    float* __restrict go = gg + units;
    for (std::size_t j = n * units; j < (n + 1) * units; ++j) {
      const std::size_t k = j - n * units;
      const float i = gi[k], f = gf[k], g = gg[k], o = go[k], t = squashed[j];
      const float dc = carried[j] + dh[j] * o * (1 - t * t);
      gi[k] = dc * g * (i * (1 - i));
      gf[k] = dc * before[j] * (f * (1 - f));
      gg[k] = dc * i * (1 - g * g);
      go[k] = dh[j] * t * (o * (1 - o));
      carried[j] = dc * f;
    }
  }
}

/// Kept of a step: c (rows, U), then t(c) (rows, U). Carried: the gradient of c.
template <class T>
class Lstm final : public CellKernel<T> {
 public:
  using CellKernel<T>::CellKernel;
  std::size_t kept() const override { return 2 * units(); }
  std::size_t carried() const override { return units(); }

  void forward(const Step<T>& step) const override {
    this->multiply(step);
    const std::size_t values = step.rows * units();
    Row<T> row{step.gates, step.kept_before, step.kept, step.kept + values, step.h};
    if constexpr (std::is_same_v<T, float>)
      if (this->plan_.is_usual())
        return forward_rows(step.rows, units(), step.products, step.bias, row);
    add_rows(step.rows, 4 * units(), step.products, step.bias, step.gates);
    for (std::size_t n = 0; n < step.rows; ++n) plain_forward(step, n);
  }

  void backward(const Step<T>& step) const override {
    const T* squashed = step.kept + step.rows * units();
    bool is_done = false;
    if constexpr (std::is_same_v<T, float>)
      if ((is_done = this->plan_.is_usual()))
        backward_rows(step.rows, units(), step.gates, step.kept_before, squashed, step.dh,
                      step.carried);
    for (std::size_t n = 0; !is_done && n < step.rows; ++n) plain_backward(step, n);
    this->multiply_back(step, step.gates);
  }

 private:
  std::size_t units() const { return this->plan_.units; }

  void plain_forward(const Step<T>& step, std::size_t n) const {
    const std::size_t first = n * units();
    T *i = step.gates + 4 * first, *f = i + units(), *g = f + units(), *o = g + units();
    T *state = step.kept + first, *squashed = state + step.rows * units();
    apply(this->plan_.recurrent, 2 * units(), i);
    apply(this->plan_.activation, units(), g);
    apply(this->plan_.recurrent, units(), o);
    for (std::size_t j = 0; j < units(); ++j)
      squashed[j] = state[j] = f[j] * step.kept_before[first + j] + i[j] * g[j];
    apply(this->plan_.activation, units(), squashed);
    for (std::size_t j = 0; j < units(); ++j) step.h[first + j] = o[j] * squashed[j];
  }

  void plain_backward(const Step<T>& step, std::size_t n) const {
    const std::size_t first = n * units();
    T *i = step.gates + 4 * first, *f = i + units(), *g = f + units(), *o = g + units();
    const T *squashed = step.kept + step.rows * units() + first, *dh = step.dh + first;
    // products is free here.
    T* d = step.products + 4 * first;
    for (std::size_t j = 0; j < units(); ++j) d[j] = dh[j] * o[j];
    apply_backward(this->plan_.activation, units(), squashed, d);
    T* dc = step.carried + first;
    for (std::size_t j = 0; j < units(); ++j) dc[j] += d[j];
    for (std::size_t j = 0; j < units(); ++j) {
      d[j] = dc[j] * g[j];
      d[units() + j] = dc[j] * step.kept_before[first + j];
      d[2 * units() + j] = dc[j] * i[j];
      d[3 * units() + j] = dh[j] * squashed[j];
      dc[j] *= f[j];
    }
    apply_backward(this->plan_.recurrent, 2 * units(), i, d);
    apply_backward(this->plan_.activation, units(), g, d + 2 * units());
    apply_backward(this->plan_.recurrent, units(), o, d + 3 * units());
    std::copy_n(d, 4 * units(), i);
  }
};

}  // namespace

template <class T>
std::unique_ptr<CellKernel<T>> make_lstm(const Plan& plan) {
  return std::make_unique<Lstm<T>>(plan);
}
template std::unique_ptr<CellKernel<float>> make_lstm(const Plan&);
template std::unique_ptr<CellKernel<double>> make_lstm(const Plan&);

}  // namespace dlflow::kernels::recurrent
