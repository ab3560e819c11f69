#pragma once

#include <memory>

#include "core/kernels/convolution.hpp"

namespace dlflow::kernels::onednn {

/// Blocked layouts where the channels allow, Winograd's algorithm where it pays.
std::unique_ptr<ConvolutionKernel<float>> make_convolution(const Convolution& shape);

}  // namespace dlflow::kernels::onednn
