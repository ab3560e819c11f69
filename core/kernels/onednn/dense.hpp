#pragma once

#include <memory>

#include "core/kernels/dense.hpp"

namespace dlflow::kernels::onednn {

/// Products by oneDNN's single-precision GEMM, weights in plain layout.
std::unique_ptr<DenseKernel<float>> make_dense(std::size_t inputs, std::size_t units);

}  // namespace dlflow::kernels::onednn
