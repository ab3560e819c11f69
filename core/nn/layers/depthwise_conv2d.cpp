#include "core/nn/layers/convolving.hpp"

namespace dlflow::nn {
namespace {

struct Options {
  std::int64_t depth_multiplier = 1;
  ConvolutionOptions window;
};

void describe(schema::Object& o, Options& x) {
  describe_convolution(o, x.window, 2);
  o.field("depth_multiplier", x.depth_multiplier, "Filters of each input channel.")
      .between(1, 1024);
}

/// x (N, H, W, C), kernel (H, W, C, multiplier), y (N, H', W', C * multiplier).
std::unique_ptr<Layer> make(const Options& x) {
  return std::make_unique<Convolving>(
      x.window, Convolving::Channels{0, 1, static_cast<std::size_t>(x.depth_multiplier)}, false);
}

}  // namespace

LayerKind depthwise_conv2d() {
  Options example;
  example.depth_multiplier = 2;
  example.window.kernel_size = {3};
  example.window.strides = {2};
  example.window.padding = Padding::same;
  return schema::with_source(
      kind_made_by(
          &make, "depthwise_conv2d", "Convolves each channel of an image on its own.",
          KindExample<Options>{"{kernel_size: 3, strides: 2, padding: same, depth_multiplier: 2}",
                               example,
                               {{5, 4, 3}, {3, 3, 1}, {4, 6, 2}}}),
      "F. Chollet, Xception: deep learning with depthwise separable convolutions (2017); as "
      "Keras's DepthwiseConv2D");
}

}  // namespace dlflow::nn
