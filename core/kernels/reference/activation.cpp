#include "core/kernels/activation.hpp"

#include <cmath>

namespace dlflow::kernels::reference {

template <class T>
void activate(Activation f, std::size_t n, T* y) {
  for (std::size_t i = 0; i < n; ++i) switch (f) {
      case Activation::linear:
        break;
      // Written so that NaN stays NaN.
      case Activation::relu:
        y[i] = y[i] < 0 ? T{0} : y[i];
        break;
      case Activation::tanh:
        y[i] = std::tanh(y[i]);
        break;
      case Activation::sigmoid:
        y[i] = 1 / (1 + std::exp(-y[i]));
        break;
    }
}

template <class T>
void activate_backward(Activation f, std::size_t n, const T* y, T* dy) {
  for (std::size_t i = 0; i < n; ++i) switch (f) {
      case Activation::linear:
        break;
      case Activation::relu:
        dy[i] = y[i] > 0 ? dy[i] : T{0};
        break;
      case Activation::tanh:
        dy[i] *= 1 - y[i] * y[i];
        break;
      case Activation::sigmoid:
        dy[i] *= y[i] * (1 - y[i]);
        break;
    }
}

template void activate(Activation, std::size_t, float*);
template void activate(Activation, std::size_t, double*);
template void activate_backward(Activation, std::size_t, const float*, float*);
template void activate_backward(Activation, std::size_t, const double*, double*);

}  // namespace dlflow::kernels::reference
