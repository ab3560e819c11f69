#pragma once

#include "core/nn/layer.hpp"

namespace dlflow::nn {

// One function a kind; each is defined in the file of its name.
LayerKind dense();
LayerKind activation();
LayerKind dropout();
LayerKind conv1d();
LayerKind conv2d();
LayerKind depthwise_conv2d();
LayerKind separable_conv2d();
LayerKind batch_normalization();
LayerKind simple_rnn();
LayerKind lstm();
LayerKind gru();
LayerKind bidirectional();
LayerKind time_distributed();
LayerKind repeat_vector();

/// The dense layer without an activation that ends a network.
std::unique_ptr<Layer> make_output(std::size_t units);

}  // namespace dlflow::nn
