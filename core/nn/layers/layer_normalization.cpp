#include "core/kernels/layer_norm.hpp"
#include "core/nn/layers/layers.hpp"

namespace dlflow::nn {
namespace {

struct Options {
  double epsilon = 1e-3;
  bool center = true, scale = true;
};
void describe(schema::Object& o, Options& x) {
  o.field("epsilon", x.epsilon, "Added to the variance.").above(0);
  o.field("center", x.center, "Whether a learnt offset is added.");
  o.field("scale", x.scale, "Whether a learnt factor is applied.");
}

/// y = (x - mean) / sqrt(variance + epsilon) gamma + beta over the last axis, any shape.
class LayerNormalization final : public TypedLayer<LayerNormalization> {
 public:
  explicit LayerNormalization(const Options& options) : options_(options) {}

  Shape output_shape(const Shape& input) const override { return input; }
  void build(const Shape& input) override {
    channels_ = input.back();
    places_ = count(input) / channels_;
    if (options_.scale) add_parameter("gamma", {channels_});
    if (options_.center) add_parameter("beta", {channels_});
  }
  void initialize(RandomKey, float* weights, float*) const override {
    for (std::size_t c = 0; options_.scale && c < channels_; ++c) weights[c] = 1;
  }

  template <class T>
  void run_forward(const Pass<T>& pass) const {
    kernels::layer_norm(norm(pass), pass.x, gamma(pass.weights), beta(pass.weights), pass.y,
                        pass.saved);
  }
  template <class T>
  void run_backward(const Pass<T>& pass) const {
    kernels::layer_norm_backward<T>(
        norm(pass), pass.x, gamma(pass.weights), pass.saved, pass.dy,
        {pass.dx, gamma(pass.gradients), beta(pass.gradients), pass.scratch});
  }

  std::size_t saved(std::size_t rows) const override { return 2 * rows * places_; }
  std::size_t scratch(std::size_t) const override { return kernels::LayerNorm::scratch(channels_); }
  double operations() const override { return 8.0 * static_cast<double>(places_ * channels_); }

  void lower(graph::Graph& graph, const float* weights, const float*) const override {
    graph.apply("layer_normalization");
    graph.operations.back().attributes["epsilon"] = options_.epsilon;
    if (const float* g = gamma(weights))
      graph.apply("multiply", {graph.constant("gamma", {{channels_}, {g, g + channels_}})});
    if (const float* b = beta(weights))
      graph.apply("add", {graph.constant("beta", {{channels_}, {b, b + channels_}})});
  }

 private:
  template <class T>
  kernels::LayerNorm norm(const Pass<T>& pass) const {
    return {pass.rows * places_, channels_, options_.epsilon, pass.team};
  }
  template <class T>
  T* gamma(T* block) const {
    return options_.scale ? block : nullptr;
  }
  template <class T>
  T* beta(T* block) const {
    return options_.center ? block + parameters().back().offset : nullptr;
  }

  Options options_;
  std::size_t channels_ = 1, places_ = 1;
};

}  // namespace

LayerKind layer_normalization() {
  return schema::with_source(
      kind<LayerNormalization, Options>(
          "layer_normalization", "Gives each row mean 0 and variance 1, then a learnt scale.",
          {"{epsilon: 0.01}", {.epsilon = 0.01}, {{6}, {3, 17}, {2, 3, 5}}}),
      "J. Ba, J. Kiros and G. Hinton, Layer normalization (2016)");
}

}  // namespace dlflow::nn
