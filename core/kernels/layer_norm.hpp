#pragma once

#include <cstddef>

#include "core/base/team.hpp"

namespace dlflow::kernels {

/// Layer normalization of the rows of x (rows, channels), each by its own mean and variance:
///
///   z = (x - mean) inverse,   inverse = 1 / sqrt(variance + epsilon),   y = z gamma + beta
///
/// moments (rows, 2) holds mean and inverse for backward. gamma and beta (channels) may be null.
/// Source: Ba, Kiros, Hinton, Layer normalization (2016).
struct LayerNorm {
  std::size_t rows = 0, channels = 0;
  double epsilon = 0;
  Team* team = nullptr;
  /// Parts that rows are cut in, and values of scratch that backward takes.
  static constexpr std::size_t kParts = 4;
  static std::size_t scratch(std::size_t channels) { return kParts * 2 * channels; }
};

template <class T>
void layer_norm(const LayerNorm& norm, const T* x, const T* gamma, const T* beta, T* y, T* moments);

/// The gradients that are not null: dx of the shape of x, dgamma and dbeta (channels), overwritten.
template <class T>
struct LayerNormGradients {
  T *dx, *dgamma, *dbeta, *scratch;
};
template <class T>
void layer_norm_backward(const LayerNorm& norm, const T* x, const T* gamma, const T* moments,
                         const T* dy, LayerNormGradients<T> out);

}  // namespace dlflow::kernels
