#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace dlflow::kernels {

/// Functions with Keras's names and definitions. All but softmax are elementwise.
///
///   linear x                     relu max(0, x)              leaky_relu x < 0 ? alpha x : x
///   elu x < 0 ? alpha (e^x - 1) : x                          exponential e^x
///   selu 1.0507 (x < 0 ? 1.6733 (e^x - 1) : x)               softsign x / (1 + |x|)
///   sigmoid 1 / (1 + e^-x)       tanh                        softplus log(1 + e^x)
///   hard_sigmoid min(1, max(0, x / 6 + 1/2))                 silu x sigmoid(x)
///   gelu x (1 + erf(x / sqrt 2)) / 2                         mish x tanh(softplus(x))
///   softmax e^x[k] / sum_j e^x[j] over the channels
enum class Activation {
  linear,
  relu,
  tanh,
  sigmoid,
  leaky_relu,
  elu,
  selu,
  gelu,
  silu,
  softplus,
  softsign,
  exponential,
  hard_sigmoid,
  mish,
  softmax
};
std::span<const std::string_view> names_of(Activation);

/// Whether the derivative needs x, not y alone: of those that do not rise everywhere.
inline bool reads_input(Activation f) {
  return f == Activation::gelu || f == Activation::silu || f == Activation::mish;
}
/// Whether a result depends on all channels of its place.
inline bool mixes_channels(Activation f) { return f == Activation::softmax; }
/// Alpha of leaky_relu (0.2) and elu (1) where nobody gives another; 0 of the rest.
double default_alpha(Activation f);

/// y = f(y) over n values, in place. Floats take vector kernels, doubles the reference. Throws Bug
/// when f mixes channels.
template <class T>
void activate(Activation f, std::size_t n, T* y, std::optional<double> alpha = {});

/// dy = dy * f'(x) in place, where y = f(x). Throws Bug when f reads its input or mixes channels.
template <class T>
void activate_backward(Activation f, std::size_t n, const T* y, T* dy,
                       std::optional<double> alpha = {});

/// The same for those that read their input: dy = dy * f'(x) in place.
template <class T>
void activate_backward_by_input(Activation f, std::size_t n, const T* x, T* dy);

/// dy = y (dy - sum_k y[k] dy[k]) in place, over the rows of y = softmax(x), (rows, channels).
template <class T>
void softmax_backward(std::size_t rows, std::size_t channels, const T* y, T* dy);

namespace reference {
template <class T>
void activate(Activation f, std::size_t n, T* y, T alpha);
template <class T>
void activate_backward(Activation f, std::size_t n, const T* y, T* dy, T alpha);
template <class T>
void activate_backward_by_input(Activation f, std::size_t n, const T* x, T* dy);
}  // namespace reference

}  // namespace dlflow::kernels
