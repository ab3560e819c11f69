#include "core/kernels/activation.hpp"

#include <array>

#include "core/kernels/dispatch.hpp"
#include "core/kernels/exponential.hpp"

namespace dlflow::kernels {
namespace {

DLFLOW_CLONES void relu(std::size_t n, float* __restrict y) {
  for (std::size_t i = 0; i < n; ++i) y[i] = y[i] < 0 ? 0.0F : y[i];
}

DLFLOW_CLONES void relu_backward(std::size_t n, const float* __restrict y, float* __restrict dy) {
  for (std::size_t i = 0; i < n; ++i) dy[i] = y[i] > 0 ? dy[i] : 0.0F;
}

DLFLOW_CLONES void sigmoid(std::size_t n, float* __restrict y) {
  for (std::size_t i = 0; i < n; ++i) y[i] = logistic(y[i]);
}

DLFLOW_CLONES void sigmoid_backward(std::size_t n, const float* __restrict y,
                                    float* __restrict dy) {
  for (std::size_t i = 0; i < n; ++i) dy[i] *= y[i] * (1.0F - y[i]);
}

DLFLOW_CLONES void tanh(std::size_t n, float* __restrict y) {
  for (std::size_t i = 0; i < n; ++i) y[i] = hyperbolic_tangent(y[i]);
}

DLFLOW_CLONES void tanh_backward(std::size_t n, const float* __restrict y, float* __restrict dy) {
  for (std::size_t i = 0; i < n; ++i) dy[i] *= 1.0F - y[i] * y[i];
}

}  // namespace

std::span<const std::string_view> names_of(Activation) {
  static constexpr std::array<std::string_view, 4> kNames{"linear", "relu", "tanh", "sigmoid"};
  return kNames;
}

template <>
void activate(Activation f, std::size_t n, float* y) {
  switch (f) {
    case Activation::linear:
      return;
    case Activation::relu:
      return relu(n, y);
    case Activation::tanh:
      return tanh(n, y);
    case Activation::sigmoid:
      return sigmoid(n, y);
  }
}

template <>
void activate_backward(Activation f, std::size_t n, const float* y, float* dy) {
  switch (f) {
    case Activation::linear:
      return;
    case Activation::relu:
      return relu_backward(n, y, dy);
    case Activation::tanh:
      return tanh_backward(n, y, dy);
    case Activation::sigmoid:
      return sigmoid_backward(n, y, dy);
  }
}

template <>
void activate(Activation f, std::size_t n, double* y) {
  reference::activate(f, n, y);
}

template <>
void activate_backward(Activation f, std::size_t n, const double* y, double* dy) {
  reference::activate_backward(f, n, y, dy);
}

}  // namespace dlflow::kernels
