#include "core/nn/chain.hpp"
#include "core/nn/layers/convolving.hpp"

namespace dlflow::nn {
namespace {

struct Options {
  std::int64_t filters = 0, depth_multiplier = 1;
  ConvolutionOptions window;
};

void describe(schema::Object& o, Options& x) {
  o.field("filters", x.filters, "Number of output channels.").required().between(1, 65536);
  describe_convolution(o, x.window, 2);
  o.field("depth_multiplier", x.depth_multiplier, "Filters of each input channel in between.")
      .between(1, 1024);
}

/// A window for each channel, then a mix of the channels at each place: `depthwise` has no bias and
/// no activation, `pointwise` has both.
class Separable final : public TypedLayer<Separable> {
 public:
  explicit Separable(const Options& options) : options_(options) {}

  Shape output_shape(const Shape& input) const override { return chain_for(input).output(); }
  void build(const Shape& input) override {
    chain_ = std::make_unique<Chain>(chain_for(input));
    add_nested("", *chain_);
  }
  void initialize(RandomKey key, float* weights, float* statistics) const override {
    chain_->initialize(key, weights, statistics);
  }
  std::size_t saved(std::size_t rows) const override { return chain_->saved(rows); }
  std::size_t scratch(std::size_t rows) const override { return chain_->scratch(rows); }
  Layouts layouts(Layout available) const override { return chain_->layouts(available); }
  double operations() const override { return chain_->operations(); }

  template <class T>
  void run_forward(const Pass<T>& pass) const {
    chain_->forward(pass);
  }
  template <class T>
  void run_backward(const Pass<T>& pass) const {
    chain_->backward(pass);
  }
  void lower(graph::Graph& graph, const float* weights, const float* statistics) const override {
    chain_->lower(graph, weights, statistics);
  }

 private:
  Chain chain_for(const Shape& input) const {
    ConvolutionOptions first = options_.window, second = options_.window;
    first.use_bias = false;
    first.activation = kernels::Activation::linear;
    second.kernel_size = second.strides = second.dilation_rate = {1};
    const auto multiplier = static_cast<std::size_t>(options_.depth_multiplier);
    Chain chain(input);
    chain.append(
        "depthwise", "depthwise_conv2d",
        std::make_unique<Convolving>(first, Convolving::Channels{0, 1, multiplier}, false));
    chain.append(
        "pointwise", "conv2d",
        std::make_unique<Convolving>(
            second, Convolving::Channels{static_cast<std::size_t>(options_.filters)}, false));
    return chain;
  }

  Options options_;
  std::unique_ptr<Chain> chain_;
};

}  // namespace

LayerKind separable_conv2d() {
  Options example;
  example.filters = 5;
  example.window.kernel_size = {3};
  example.window.padding = Padding::same;
  return schema::with_source(
      kind<Separable, Options>("separable_conv2d",
                               "Convolves each channel of an image, then mixes the channels.",
                               {"{filters: 5, kernel_size: 3, padding: same}",
                                example,
                                {{5, 4, 3}, {3, 3, 1}, {4, 6, 2}}}),
      "F. Chollet, Xception: deep learning with depthwise separable convolutions (2017); as "
      "Keras's SeparableConv2D");
}

}  // namespace dlflow::nn
