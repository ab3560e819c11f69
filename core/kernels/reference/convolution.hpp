#pragma once

#include <memory>

#include "core/kernels/convolution.hpp"

namespace dlflow::kernels::reference {

/// Plain loops over plain layouts.
template <class T>
std::unique_ptr<ConvolutionKernel<T>> make_convolution(const Convolution& shape);

}  // namespace dlflow::kernels::reference
