#pragma once

#include <memory>

#include "core/base/team.hpp"
#include "core/kernels/dense.hpp"
#include "core/kernels/layout.hpp"

namespace dlflow::kernels {

/// The extents of a convolution over rows (H, W, C); a sequence (T, C) has the height 1.
struct Convolution {
  std::size_t height = 1, width = 1;    ///< of the input
  std::size_t inputs = 1, filters = 1;  ///< channels
  std::size_t kernel_height = 1, kernel_width = 1;
  std::size_t stride_height = 1, stride_width = 1;
  std::size_t dilation_height = 1, dilation_width = 1;
  std::size_t top = 0, bottom = 0, left = 0, right = 0;  ///< rows and columns of zeros around
  std::size_t groups =
      1;  ///< divides inputs and filters; group g reads the g-th part of the inputs

  std::size_t output_height() const;
  std::size_t output_width() const;
  std::size_t input_size() const { return height * width * inputs; }
  std::size_t output_size() const { return output_height() * output_width() * filters; }
  std::size_t kernel_size() const {
    return kernel_height * kernel_width * inputs / groups * filters;
  }
  /// Floating-point operations of one row, 2 for a multiply-add.
  double operations() const;
};

/// The three passes of a convolution, planned for its extents. Const after construction, so threads
/// may share one. A team cuts the rows into parts that depend on their number alone, and the
/// gradients of the parts are added in a fixed order.
///
///   x (rows, H, W, inputs)    w (kernel H, kernel W, inputs / groups, filters), plain
///   y (rows, H', W', filters) b (filters), null for none
///
///   y[n, p, q, o] = b[o] + sum over i, j, c of x[n, p s + i d - top, q s + j d - left, c] w[i, j,
///   c, o]
template <class T>
class ConvolutionKernel {
 public:
  virtual ~ConvolutionKernel() = default;
  /// The layouts of x and y that the other functions take when x lies in `available`.
  virtual Layout input_layout(Layout /*available*/) const { return Layout::plain; }
  virtual Layout output_layout(Layout /*available*/) const { return Layout::plain; }
  virtual void forward(std::size_t rows, const T* x, const T* w, const T* b, T* y,
                       Team* team = nullptr) const = 0;
  /// dw and db (may be null) are overwritten.
  virtual void backward_weights(std::size_t rows, const T* x, const T* dy, T* dw, T* db,
                                Team* team = nullptr) const = 0;
  /// dx is overwritten.
  virtual void backward_input(std::size_t rows, const T* dy, const T* w, T* dx,
                              Team* team = nullptr) const = 0;
};

/// Doubles always take the reference.
template <class T>
std::unique_ptr<ConvolutionKernel<T>> make_convolution(const Convolution& shape,
                                                       Backend backend = Backend::automatic);

/// Parts that so many rows are cut into when several threads may work on them: at most 4, by the
/// number of rows alone.
std::size_t row_parts(std::size_t rows);

}  // namespace dlflow::kernels
