#pragma once

#include <memory>

#include "core/kernels/dense.hpp"

namespace dlflow::kernels::onednn {

/// Products of factors rounded to bfloat16, summed in single precision.
std::unique_ptr<DenseKernel<float>> make_half_dense(std::size_t inputs, std::size_t units);

}  // namespace dlflow::kernels::onednn
