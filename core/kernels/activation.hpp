#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace dlflow::kernels {

/// Elementwise functions whose derivative follows from their result alone.
///
///   relu max(0, x)   tanh   sigmoid 1 / (1 + exp(-x))   linear x
enum class Activation { linear, relu, tanh, sigmoid };
std::span<const std::string_view> names_of(Activation);

/// y = f(y) over n values, in place. Floats take vector kernels, doubles the reference.
template <class T>
void activate(Activation f, std::size_t n, T* y);

/// dy = dy * f'(x) in place, where y = f(x).
template <class T>
void activate_backward(Activation f, std::size_t n, const T* y, T* dy);

namespace reference {
template <class T>
void activate(Activation f, std::size_t n, T* y);
template <class T>
void activate_backward(Activation f, std::size_t n, const T* y, T* dy);
}  // namespace reference

}  // namespace dlflow::kernels
