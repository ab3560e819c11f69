#include "core/kernels/convolution.hpp"

#include <type_traits>

#include "core/kernels/onednn/convolution.hpp"
#include "core/kernels/precision.hpp"
#include "core/kernels/reference/convolution.hpp"

namespace dlflow::kernels {
namespace {

std::size_t extent(std::size_t input, std::size_t padding, std::size_t kernel, std::size_t dilation,
                   std::size_t stride) {
  const std::size_t window = (kernel - 1) * dilation + 1, padded = input + padding;
  return padded < window ? 0 : (padded - window) / stride + 1;
}

}  // namespace

std::size_t Convolution::output_height() const {
  return extent(height, top + bottom, kernel_height, dilation_height, stride_height);
}

std::size_t Convolution::output_width() const {
  return extent(width, left + right, kernel_width, dilation_width, stride_width);
}

double Convolution::operations() const {
  const std::size_t places = output_height() * output_width();
  return 2.0 * static_cast<double>(places) * static_cast<double>(kernel_size());
}

std::size_t row_parts(std::size_t rows) { return rows >= 256 ? 4 : rows >= 16 ? 2 : 1; }

template <class T>
std::unique_ptr<ConvolutionKernel<T>> make_convolution(const Convolution& shape, Backend backend) {
  if constexpr (std::is_same_v<T, float>) {
    if (backend == Backend::automatic && planned_precision() == Precision::bfloat16)
      backend = Backend::bfloat16;
    if (backend != Backend::reference)
      return onednn::make_convolution(shape, backend == Backend::bfloat16);
  }
  return reference::make_convolution<T>(shape);
}
template std::unique_ptr<ConvolutionKernel<float>> make_convolution(const Convolution&, Backend);
template std::unique_ptr<ConvolutionKernel<double>> make_convolution(const Convolution&, Backend);

}  // namespace dlflow::kernels
