#pragma once

#include "core/nn/layer.hpp"

namespace dlflow::nn {

// One function a kind; each is defined in the file of its name, or of its family.
LayerKind dense();
LayerKind activation();
LayerKind dropout();
LayerKind conv1d();
LayerKind conv2d();
LayerKind depthwise_conv2d();
LayerKind separable_conv2d();
LayerKind batch_normalization();
LayerKind leaky_relu();
LayerKind elu();
LayerKind spatial_dropout();
LayerKind gaussian_noise();
LayerKind gaussian_dropout();
LayerKind alpha_dropout();
LayerKind layer_normalization();
LayerKind embedding();
LayerKind flatten();
LayerKind reshape();
LayerKind permute();
LayerKind max_pooling1d();
LayerKind max_pooling2d();
LayerKind average_pooling1d();
LayerKind average_pooling2d();
LayerKind global_max_pooling1d();
LayerKind global_max_pooling2d();
LayerKind global_average_pooling1d();
LayerKind global_average_pooling2d();
LayerKind zero_padding1d();
LayerKind zero_padding2d();
LayerKind cropping1d();
LayerKind cropping2d();
LayerKind upsampling1d();
LayerKind upsampling2d();
LayerKind residual();
LayerKind parallel();
LayerKind simple_rnn();
LayerKind lstm();
LayerKind gru();
LayerKind bidirectional();
LayerKind time_distributed();
LayerKind repeat_vector();

/// The dense layer without an activation that ends a network.
std::unique_ptr<Layer> make_output(std::size_t units);

}  // namespace dlflow::nn
