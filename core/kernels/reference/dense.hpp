#pragma once

#include <memory>

#include "core/kernels/dense.hpp"

namespace dlflow::kernels::reference {

/// Plain loops, every sum in index order: what the fast kernels are compared with.
template <class T>
std::unique_ptr<DenseKernel<T>> make_dense(std::size_t inputs, std::size_t units);

}  // namespace dlflow::kernels::reference
