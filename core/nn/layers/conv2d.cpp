#include "core/nn/layers/convolving.hpp"

namespace dlflow::nn {
namespace {

struct Options {
  std::int64_t filters = 0, groups = 1;
  ConvolutionOptions window;
};

void describe(schema::Object& o, Options& x) {
  o.field("filters", x.filters, "Number of output channels.").required().between(1, 65536);
  describe_convolution(o, x.window, 2);
  o.field("groups", x.groups, "Parts of the channels that are convolved apart.").at_least(1);
}

/// x (N, H, W, C), kernel (H, W, C / groups, filters), y (N, H', W', filters).
std::unique_ptr<Layer> make(const Options& x) {
  return std::make_unique<Convolving>(
      x.window,
      Convolving::Channels{static_cast<std::size_t>(x.filters), static_cast<std::size_t>(x.groups)},
      false);
}

}  // namespace

LayerKind conv2d() {
  Options example;
  example.filters = 4;
  example.window.kernel_size = {3, 2};
  example.window.padding = Padding::same;
  example.window.activation = kernels::Activation::tanh;
  return schema::with_source(
      kind_made_by(
          &make, "conv2d", "Convolves an image with learnt windows.",
          KindExample<Options>{"{filters: 4, kernel_size: [3, 2], padding: same, activation: tanh}",
                               example,
                               {{5, 4, 3}, {3, 3, 1}, {4, 6, 2}}}),
      "Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, Gradient-based learning applied to document "
      "recognition (1998); as Keras's Conv2D");
}

}  // namespace dlflow::nn
