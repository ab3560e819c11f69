#pragma once

#include "core/graph/graph.hpp"
#include "core/kernels/activation.hpp"

namespace dlflow::nn {

/// The activation behind the sums of a layer: in place, with what its derivative needs kept aside.
///
///   y, dy (places, channels)   kept: kept_values(f, places * channels) values
inline std::size_t kept_values(kernels::Activation f, std::size_t values) {
  return kernels::reads_input(f) ? values : 0;
}
template <class T>
void activate(kernels::Activation f, std::size_t places, std::size_t channels, T* y, T* kept);
template <class T>
void activate_backward(kernels::Activation f, std::size_t places, std::size_t channels, const T* y,
                       const T* kept, T* dy);

/// Appends it under its name; leaky_relu and elu with their alpha.
void lower_activation(graph::Graph& graph, kernels::Activation f, std::optional<double> alpha = {});

}  // namespace dlflow::nn
