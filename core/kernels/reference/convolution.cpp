#include "core/kernels/reference/convolution.hpp"

#include <algorithm>

namespace dlflow::kernels::reference {
namespace {

template <class T>
class Plain final : public ConvolutionKernel<T> {
 public:
  explicit Plain(const Convolution& shape) : s_(shape) {}

  void forward(std::size_t rows, const T* x, const T* w, const T* b, T* y, Team*) const override {
    const std::size_t places = rows * s_.output_height() * s_.output_width();
    for (std::size_t p = 0; p < places; ++p)
      for (std::size_t o = 0; o < s_.filters; ++o) y[p * s_.filters + o] = b ? b[o] : T{};
    each_product(rows, [&](std::size_t in, std::size_t weight, std::size_t out) {
      y[out] += x[in] * w[weight];
    });
  }

  void backward_weights(std::size_t rows, const T* x, const T* dy, T* dw, T* db,
                        Team*) const override {
    std::fill_n(dw, s_.kernel_size(), T{});
    each_product(rows, [&](std::size_t in, std::size_t weight, std::size_t out) {
      dw[weight] += x[in] * dy[out];
    });
    if (!db) return;
    std::fill_n(db, s_.filters, T{});
    const std::size_t places = rows * s_.output_height() * s_.output_width();
    for (std::size_t p = 0; p < places; ++p)
      for (std::size_t o = 0; o < s_.filters; ++o) db[o] += dy[p * s_.filters + o];
  }

  void backward_input(std::size_t rows, const T* dy, const T* w, T* dx, Team*) const override {
    std::fill_n(dx, rows * s_.input_size(), T{});
    each_product(rows, [&](std::size_t in, std::size_t weight, std::size_t out) {
      dx[in] += dy[out] * w[weight];
    });
  }

 private:
  /// Calls product(index in x, index in w, index in y) for every product of the sum.
  template <class Product>
  void each_product(std::size_t rows, const Product& product) const {
    for (std::size_t n = 0; n < rows; ++n)
      for (std::size_t p = 0; p < s_.output_height(); ++p)
        for (std::size_t q = 0; q < s_.output_width(); ++q)
          for (std::size_t i = 0; i < s_.kernel_height; ++i)
            for (std::size_t j = 0; j < s_.kernel_width; ++j) {
              // Unsigned: a place before the first one is larger than any extent.
              const std::size_t h = p * s_.stride_height + i * s_.dilation_height - s_.top;
              const std::size_t v = q * s_.stride_width + j * s_.dilation_width - s_.left;
              if (h >= s_.height || v >= s_.width) continue;
              channels(((n * s_.height + h) * s_.width + v) * s_.inputs,
                       (i * s_.kernel_width + j) * (s_.inputs / s_.groups) * s_.filters,
                       ((n * s_.output_height() + p) * s_.output_width() + q) * s_.filters,
                       product);
            }
  }

  template <class Product>
  void channels(std::size_t in, std::size_t weight, std::size_t out, const Product& product) const {
    const std::size_t group_inputs = s_.inputs / s_.groups, group_filters = s_.filters / s_.groups;
    for (std::size_t c = 0; c < group_inputs; ++c)
      for (std::size_t o = 0; o < s_.filters; ++o)
        product(in + o / group_filters * group_inputs + c, weight + c * s_.filters + o, out + o);
  }

  Convolution s_;
};

}  // namespace

template <class T>
std::unique_ptr<ConvolutionKernel<T>> make_convolution(const Convolution& shape) {
  return std::make_unique<Plain<T>>(shape);
}
template std::unique_ptr<ConvolutionKernel<float>> make_convolution(const Convolution&);
template std::unique_ptr<ConvolutionKernel<double>> make_convolution(const Convolution&);

}  // namespace dlflow::kernels::reference
