#include "core/nn/layers/activated.hpp"

#include <algorithm>
#include <string>

#include "core/kernels/cross_entropy.hpp"

namespace dlflow::nn {

using kernels::Activation;

template <class T>
void activate(Activation f, std::size_t places, std::size_t channels, T* y, T* kept) {
  if (kernels::reads_input(f)) std::copy_n(y, places * channels, kept);
  if (kernels::mixes_channels(f))
    kernels::softmax(places, channels, y);
  else
    kernels::activate(f, places * channels, y);
}

template <class T>
void activate_backward(Activation f, std::size_t places, std::size_t channels, const T* y,
                       const T* kept, T* dy) {
  if (kernels::mixes_channels(f))
    kernels::softmax_backward(places, channels, y, dy);
  else if (kernels::reads_input(f))
    kernels::activate_backward_by_input(f, places * channels, kept, dy);
  else
    kernels::activate_backward(f, places * channels, y, dy);
}

template void activate(Activation, std::size_t, std::size_t, float*, float*);
template void activate(Activation, std::size_t, std::size_t, double*, double*);
template void activate_backward(Activation, std::size_t, std::size_t, const float*, const float*,
                                float*);
template void activate_backward(Activation, std::size_t, std::size_t, const double*, const double*,
                                double*);

void lower_activation(graph::Graph& graph, Activation f, std::optional<double> alpha) {
  if (f == Activation::linear) return;
  graph.apply(std::string(names_of(f)[static_cast<std::size_t>(f)]));
  if (f == Activation::leaky_relu || f == Activation::elu)
    graph.operations.back().attributes["alpha"] = alpha.value_or(kernels::default_alpha(f));
}

}  // namespace dlflow::nn
