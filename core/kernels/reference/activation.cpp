#include "core/kernels/activation.hpp"

#include <cmath>

namespace dlflow::kernels::reference {
namespace {

constexpr double kSeluScale = 1.0507009873554805, kSeluAlpha = 1.6732632423543772;

double logistic(double x) { return 1 / (1 + std::exp(-x)); }

double soft_plus(double x) { return std::fmax(x, 0) + std::log1p(std::exp(-std::abs(x))); }

/// The standard normal distribution function.
double normal_below(double x) { return std::erfc(-x * std::sqrt(0.5)) / 2; }

// Written so that NaN stays NaN.
double value_of(Activation f, double x, double alpha) {
  switch (f) {
    case Activation::relu:
      return x < 0 ? 0 : x;
    case Activation::tanh:
      return std::tanh(x);
    case Activation::sigmoid:
      return logistic(x);
    case Activation::leaky_relu:
      return x < 0 ? alpha * x : x;
    case Activation::elu:
      return x < 0 ? alpha * std::expm1(x) : x;
    case Activation::selu:
      return kSeluScale * (x < 0 ? kSeluAlpha * std::expm1(x) : x);
    case Activation::gelu:
      return x * normal_below(x);
    case Activation::silu:
      return x * logistic(x);
    case Activation::softplus:
      return soft_plus(x);
    case Activation::softsign:
      return x / (1 + std::abs(x));
    case Activation::exponential:
      return std::exp(x);
    case Activation::hard_sigmoid:
      return x < -3 ? 0 : x > 3 ? 1 : x / 6 + 0.5;
    case Activation::mish:
      return x * std::tanh(soft_plus(x));
    case Activation::linear:
    case Activation::softmax:
      break;
  }
  return x;
}

double slope_by_result(Activation f, double y, double alpha) {
  switch (f) {
    case Activation::relu:
      return y > 0 ? 1 : 0;
    case Activation::tanh:
      return 1 - y * y;
    case Activation::sigmoid:
      return y * (1 - y);
    case Activation::leaky_relu:
      return y > 0 ? 1 : alpha;
    case Activation::elu:
      return y > 0 ? 1 : y + alpha;
    case Activation::selu:
      return y > 0 ? kSeluScale : y + kSeluScale * kSeluAlpha;
    case Activation::softplus:
      return -std::expm1(-y);
    case Activation::softsign:
      return (1 - std::abs(y)) * (1 - std::abs(y));
    case Activation::exponential:
      return y;
    case Activation::hard_sigmoid:
      return y > 0 && y < 1 ? 1.0 / 6 : 0;
    default:
      return 1;
  }
}

double slope_by_input(Activation f, double x) {
  if (f == Activation::gelu)
    return normal_below(x) + x * std::exp(-x * x / 2) / std::sqrt(2 * std::acos(-1.0));
  const double s = logistic(x);
  if (f == Activation::silu) return s * (1 + x * (1 - s));
  const double t = std::tanh(soft_plus(x));
  return t + x * (1 - t * t) * s;
}

}  // namespace

template <class T>
void activate(Activation f, std::size_t n, T* y, T alpha) {
  for (std::size_t i = 0; i < n; ++i) y[i] = static_cast<T>(value_of(f, y[i], alpha));
}

template <class T>
void activate_backward(Activation f, std::size_t n, const T* y, T* dy, T alpha) {
  for (std::size_t i = 0; i < n; ++i) dy[i] *= static_cast<T>(slope_by_result(f, y[i], alpha));
}

template <class T>
void activate_backward_by_input(Activation f, std::size_t n, const T* x, T* dy) {
  for (std::size_t i = 0; i < n; ++i) dy[i] *= static_cast<T>(slope_by_input(f, x[i]));
}

template void activate(Activation, std::size_t, float*, float);
template void activate(Activation, std::size_t, double*, double);
template void activate_backward(Activation, std::size_t, const float*, float*, float);
template void activate_backward(Activation, std::size_t, const double*, double*, double);
template void activate_backward_by_input(Activation, std::size_t, const float*, float*);
template void activate_backward_by_input(Activation, std::size_t, const double*, double*);

}  // namespace dlflow::kernels::reference
