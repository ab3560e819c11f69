#pragma once

#include <memory>

#include "core/kernels/dense.hpp"

namespace dlflow::kernels::small {

/// Products for layers bound by call overhead: one vector of columns by up to eight rows in
/// registers, without packing. The instruction set is picked when the kernel is made.
std::unique_ptr<DenseKernel<float>> make_dense(std::size_t inputs, std::size_t units);

}  // namespace dlflow::kernels::small
