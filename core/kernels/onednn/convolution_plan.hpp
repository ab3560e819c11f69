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
  /// is_half: factors are bfloat16, results float.
  ConvolutionPlan(const Convolution& shape, std::size_t rows, Order input, bool is_output_blocked,
                  bool is_half);

  Step forward, weights_gradient, input_gradient;
  dnnl::memory::desc bias, kernel;              ///< the plain blocks of the caller
  dnnl::reorder to_forward, to_input_gradient;  ///< of the plain kernel
  dnnl::reorder from_weights_gradient;          ///< to the plain kernel
  dnnl::memory::desc reorder_scratchpad;
};

/// Whether the library has more than plain loops for the three primitives. For blocked layouts its
/// kernels refuse wide borders (of dilated and causal windows) and long windows; with the channels
/// last there is always another.
bool has_fast_kernels(const Convolution& shape, Order input, bool is_output_blocked, bool is_half);

}  // namespace dlflow::kernels::onednn
