#include "core/kernels/activation.hpp"

#include <array>
#include <type_traits>

#include "core/base/error.hpp"
#include "core/kernels/activation_functions.hpp"
#include "core/kernels/dispatch.hpp"

namespace dlflow::kernels {
namespace {

constexpr float kSeluScale = 1.05070098F, kSeluAlpha = 1.67326324F;

template <class F>
inline __attribute__((always_inline)) void each(std::size_t n, float* __restrict y, F f) {
  for (std::size_t i = 0; i < n; ++i) y[i] = f(y[i]);
}

/// dy[i] *= f(x[i])
template <class F>
inline __attribute__((always_inline)) void each_slope(std::size_t n, const float* __restrict x,
                                                      float* __restrict dy, F f) {
  for (std::size_t i = 0; i < n; ++i) dy[i] *= f(x[i]);
}

// Written so that NaN stays NaN.
#define DLFLOW_EACH(...) \
  return each(           \
      n, y, [=](float x) __attribute__((always_inline)) { return __VA_ARGS__; })

DLFLOW_CLONES void forward(Activation f, std::size_t n, float alpha, float* y) {
  switch (f) {
    case Activation::relu:
      DLFLOW_EACH(x < 0 ? 0.0F : x);
    case Activation::tanh:
      DLFLOW_EACH(hyperbolic_tangent(x));
    case Activation::sigmoid:
      DLFLOW_EACH(logistic(x));
    case Activation::leaky_relu:
      DLFLOW_EACH(x < 0 ? alpha * x : x);
    case Activation::elu:
      DLFLOW_EACH(x < 0 ? alpha * exponential_minus_one(x) : x);
    case Activation::selu:
      DLFLOW_EACH(kSeluScale * (x < 0 ? kSeluAlpha * exponential_minus_one(x) : x));
    case Activation::gelu:
      DLFLOW_EACH(x * normal(x).below);
    case Activation::silu:
      DLFLOW_EACH(x * logistic(x));
    case Activation::softplus:
      DLFLOW_EACH(soft_plus(x));
    case Activation::softsign:
      DLFLOW_EACH(x / (1.0F + (x < 0 ? -x : x)));
    case Activation::exponential:
      DLFLOW_EACH(exponential(x));
    case Activation::hard_sigmoid:
      DLFLOW_EACH(x < -3.0F ? 0.0F : x > 3.0F ? 1.0F : (x + 3.0F) * 0.16666667F);
    case Activation::mish:
      DLFLOW_EACH(x * mish_gate(x).value);
    case Activation::linear:
    case Activation::softmax:
      return;
  }
}

#undef DLFLOW_EACH
#define DLFLOW_SLOPE(...) \
  return each_slope(      \
      n, y, dy, [=](float v) __attribute__((always_inline)) { return __VA_ARGS__; })

/// v is y, or x of the functions that read their input.
DLFLOW_CLONES void backward(Activation f, std::size_t n, float alpha, const float* y, float* dy) {
  switch (f) {
    case Activation::relu:
      for (std::size_t i = 0; i < n; ++i) dy[i] = y[i] > 0 ? dy[i] : 0.0F;
      return;
    case Activation::tanh:
      DLFLOW_SLOPE(1.0F - v * v);
    case Activation::sigmoid:
      DLFLOW_SLOPE(v * (1.0F - v));
    case Activation::leaky_relu:
      DLFLOW_SLOPE(v > 0 ? 1.0F : alpha);
    case Activation::elu:
      DLFLOW_SLOPE(v > 0 ? 1.0F : v + alpha);
    case Activation::selu:
      DLFLOW_SLOPE(v > 0 ? kSeluScale : v + kSeluScale * kSeluAlpha);
    case Activation::softplus:
      DLFLOW_SLOPE(-exponential_minus_one(-v));
    case Activation::softsign:
      DLFLOW_SLOPE((1.0F - (v < 0 ? -v : v)) * (1.0F - (v < 0 ? -v : v)));
    case Activation::exponential:
      DLFLOW_SLOPE(v);
    case Activation::hard_sigmoid:
      DLFLOW_SLOPE(v > 0 && v < 1 ? 0.16666667F : 0.0F);
    case Activation::gelu:
      DLFLOW_SLOPE(normal(v).below + v * normal(v).density);
    case Activation::silu:
      DLFLOW_SLOPE(logistic(v) * (1.0F + v * (1.0F - logistic(v))));
    case Activation::mish:
      DLFLOW_SLOPE(mish_gate(v).value + v * mish_gate(v).slope);
    case Activation::linear:
    case Activation::softmax:
      return;
  }
}

#undef DLFLOW_SLOPE

template <class T>
T alpha_of(Activation f, std::optional<double> given) {
  return static_cast<T>(given.value_or(default_alpha(f)));
}

}  // namespace

std::span<const std::string_view> names_of(Activation) {
  static constexpr std::array<std::string_view, 15> kNames{
      "linear", "relu",     "tanh",     "sigmoid",     "leaky_relu",   "elu",  "selu",   "gelu",
      "silu",   "softplus", "softsign", "exponential", "hard_sigmoid", "mish", "softmax"};
  return kNames;
}

double default_alpha(Activation f) {
  return f == Activation::leaky_relu ? 0.2 : f == Activation::elu ? 1 : 0;
}

template <class T>
void activate(Activation f, std::size_t n, T* y, std::optional<double> alpha) {
  DLFLOW_REQUIRE(!mixes_channels(f), "an elementwise activation");
  if constexpr (std::is_same_v<T, float>)
    forward(f, n, alpha_of<T>(f, alpha), y);
  else
    reference::activate(f, n, y, alpha_of<T>(f, alpha));
}

template <class T>
void activate_backward(Activation f, std::size_t n, const T* y, T* dy,
                       std::optional<double> alpha) {
  DLFLOW_REQUIRE(!mixes_channels(f) && !reads_input(f), "an activation with a slope by y");
  if constexpr (std::is_same_v<T, float>)
    backward(f, n, alpha_of<T>(f, alpha), y, dy);
  else
    reference::activate_backward(f, n, y, dy, alpha_of<T>(f, alpha));
}

template <class T>
void activate_backward_by_input(Activation f, std::size_t n, const T* x, T* dy) {
  DLFLOW_REQUIRE(reads_input(f), "an activation with a slope by x");
  if constexpr (std::is_same_v<T, float>)
    backward(f, n, 0, x, dy);
  else
    reference::activate_backward_by_input(f, n, x, dy);
}

template <class T>
void softmax_backward(std::size_t rows, std::size_t channels, const T* y, T* dy) {
  for (std::size_t n = 0; n < rows; ++n, y += channels, dy += channels) {
    T sum = 0;
    for (std::size_t k = 0; k < channels; ++k) sum += y[k] * dy[k];
    for (std::size_t k = 0; k < channels; ++k) dy[k] = y[k] * (dy[k] - sum);
  }
}

template void activate(Activation, std::size_t, float*, std::optional<double>);
template void activate(Activation, std::size_t, double*, std::optional<double>);
template void activate_backward(Activation, std::size_t, const float*, float*,
                                std::optional<double>);
template void activate_backward(Activation, std::size_t, const double*, double*,
                                std::optional<double>);
template void activate_backward_by_input(Activation, std::size_t, const float*, float*);
template void activate_backward_by_input(Activation, std::size_t, const double*, double*);
template void softmax_backward(std::size_t, std::size_t, const float*, float*);
template void softmax_backward(std::size_t, std::size_t, const double*, double*);

}  // namespace dlflow::kernels
