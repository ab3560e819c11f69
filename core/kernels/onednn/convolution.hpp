#pragma once

#include <memory>

#include "core/kernels/convolution.hpp"

namespace dlflow::kernels::onednn {

/// Blocked layouts where the channels allow, Winograd's algorithm where it pays; or, between
/// blocked layouts, products of factors rounded to bfloat16.
std::unique_ptr<ConvolutionKernel<float>> make_convolution(const Convolution& shape, bool is_half);

}  // namespace dlflow::kernels::onednn
