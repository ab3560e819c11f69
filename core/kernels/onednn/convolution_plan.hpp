#pragma once

#include "core/kernels/convolution.hpp"
#include "core/kernels/onednn/engine.hpp"

namespace dlflow::kernels::onednn {

/// How the input of a convolution lies for the library.
///
///   channels_last   (N, H, W, C), the plain layout
///   channels_first  (N, C, H, W): what the kernels for the few channels of an image want
///   blocked         the blocked layout
enum class Order { channels_last, channels_first, blocked };

/// A primitive with what it is given.
struct Step {
  dnnl::primitive primitive;
  dnnl::memory::desc source, weights, destination, scratchpad;
};

/// The primitives of a convolution for one number of rows.
struct ConvolutionPlan {
  ConvolutionPlan(const Convolution& shape, std::size_t rows, Order input, bool is_output_blocked);

  Step forward, weights_gradient, input_gradient;
  dnnl::memory::desc bias, kernel;              ///< the plain blocks of the caller
  dnnl::reorder to_forward, to_input_gradient;  ///< of the plain kernel
  dnnl::reorder from_weights_gradient;          ///< to the plain kernel
  dnnl::memory::desc reorder_scratchpad;
};

}  // namespace dlflow::kernels::onednn
