#include "core/nn/layers/convolving.hpp"

namespace dlflow::nn {
namespace {

struct Options {
  std::int64_t filters = 0, groups = 1;
  ConvolutionOptions window;
};

void describe(schema::Object& o, Options& x) {
  o.field("filters", x.filters, "Number of output channels.").required().between(1, 65536);
  describe_convolution(o, x.window, 1);
  o.field("groups", x.groups, "Parts of the channels that are convolved apart.").at_least(1);
}

/// x (N, T, C), kernel (T, C / groups, filters), y (N, T', filters).
std::unique_ptr<Layer> make(const Options& x) {
  return std::make_unique<Convolving>(
      x.window,
      Convolving::Channels{static_cast<std::size_t>(x.filters), static_cast<std::size_t>(x.groups)},
      true);
}

}  // namespace

LayerKind conv1d() {
  Options example;
  example.filters = 4;
  example.window.kernel_size = {3};
  example.window.padding = Padding::causal;
  example.window.dilation_rate = {2};
  return schema::with_source(
      kind_made_by(
          &make, "conv1d", "Convolves a sequence with learnt windows.",
          KindExample<Options>{"{filters: 4, kernel_size: 3, padding: causal, dilation_rate: 2}",
                               example,
                               {{7, 3}, {5, 1}, {9, 2}}}),
      "A. Waibel, T. Hanazawa, G. Hinton, K. Shikano and K. Lang, Phoneme recognition using "
      "time-delay neural networks (1989); as Keras's Conv1D");
}

}  // namespace dlflow::nn
