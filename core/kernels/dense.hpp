#pragma once

#include <cstddef>
#include <memory>

#include "core/base/team.hpp"

namespace dlflow::kernels {

/// Which implementation runs a kernel. `automatic` picks by shape.
/// `bfloat16` is for processors that have it, and like `onednn` where a kernel has no such form.
enum class Backend { automatic, reference, small, onednn, bfloat16 };

/// The three products of a dense layer, planned for its shape. All blocks are row-major and
/// without gaps; rows may be any number. Const after construction, so threads may share one. A team
/// cuts the columns of a result in tiles, which leaves every bit as it is.
///
///   x (rows, inputs)   w (inputs, units)   b (units), null for none   y, dy (rows, units)
template <class T>
class DenseKernel {
 public:
  virtual ~DenseKernel() = default;
  /// y = x w + b
  virtual void forward(std::size_t rows, const T* x, const T* w, const T* b, T* y,
                       Team* team = nullptr) const = 0;
  /// dw = x^T dy, db = sum of the rows of dy (db may be null); both overwritten
  virtual void backward_weights(std::size_t rows, const T* x, const T* dy, T* dw, T* db,
                                Team* team = nullptr) const = 0;
  /// dx = dy w^T, overwritten; scratch holds scratch() values
  virtual void backward_input(std::size_t rows, const T* dy, const T* w, T* dx, T* scratch,
                              Team* team = nullptr) const = 0;
  virtual std::size_t scratch() const { return 0; }
};

/// Doubles always take the reference.
template <class T>
std::unique_ptr<DenseKernel<T>> make_dense(std::size_t inputs, std::size_t units,
                                           Backend backend = Backend::automatic);

/// Makes libraries below run on this thread alone; to be called in each thread that computes.
void use_one_thread();

}  // namespace dlflow::kernels
