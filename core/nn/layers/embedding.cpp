#include <algorithm>

#include "core/nn/initializer.hpp"
#include "core/nn/layers/layers.hpp"

namespace dlflow::nn {
namespace {

struct Options {
  std::int64_t input_dim = 0, output_dim = 0;
};
void describe(schema::Object& o, Options& x) {
  o.field("input_dim", x.input_dim, "Number of codes: they lie in [0, input_dim).")
      .required()
      .between(1, 1 << 24);
  o.field("output_dim", x.output_dim, "Values of the vector of a code.")
      .required()
      .between(1, 65536);
}

/// y[n, t] = embeddings[x[n, t]]: x (T) or (T, 1) of whole numbers, y (T, output_dim). Which steps
/// are real is known from the lengths of the sequences, so there is no mask_zero; steps behind them
/// give zeros. Throws Bug when a code is out of range.
class Embedding final : public TypedLayer<Embedding> {
 public:
  explicit Embedding(const Options& options)
      : codes_(static_cast<std::size_t>(options.input_dim)),
        width_(static_cast<std::size_t>(options.output_dim)) {}

  Shape output_shape(const Shape& input) const override {
    if (input.size() == 1 || (input.size() == 2 && input[1] == 1)) return {input[0], width_};
    throw UserError(ExitCode::configuration,
                    "expects codes (N, T) or (N, T, 1), got " + text(input),
                    "put it first, over one column of codes");
  }
  void build(const Shape& input) override {
    steps_ = input[0];
    add_parameter("embeddings", {codes_, width_});
  }
  /// Uniform in [-0.05, 0.05), as in Keras.
  void initialize(RandomKey key, float* weights, float*) const override {
    fill_uniform(0.05, key.with("embeddings"), {weights, codes_ * width_});
  }

  template <class T>
  void run_forward(const Pass<T>& pass) const {
    for (std::size_t i = 0; i < pass.rows * steps_; ++i)
      if (is_real(pass, i))
        std::copy_n(pass.weights + code(pass.x[i]) * width_, width_, pass.y + i * width_);
      else
        std::fill_n(pass.y + i * width_, width_, T{0});
  }

  template <class T>
  void run_backward(const Pass<T>& pass) const {
    std::fill_n(pass.gradients, codes_ * width_, T{0});
    for (std::size_t i = 0; i < pass.rows * steps_; ++i) {
      if (!is_real(pass, i)) continue;
      T* sum = pass.gradients + code(pass.x[i]) * width_;
      for (std::size_t c = 0; c < width_; ++c) sum[c] += pass.dy[i * width_ + c];
    }
    if (pass.dx) std::fill_n(pass.dx, pass.rows * steps_, T{0});  // codes have no slope
  }

  void lower(graph::Graph& graph, const float* weights, const float*) const override {
    graph.apply("reshape");
    graph.operations.back().attributes["shape"] = std::vector<double>{static_cast<double>(steps_)};
    graph.apply(
        "gather",
        {graph.constant("embeddings", {{codes_, width_}, {weights, weights + codes_ * width_}})});
    lower_mask(graph, graph.steps);
  }

 private:
  template <class T>
  bool is_real(const Pass<T>& pass, std::size_t i) const {
    return !pass.steps || i % steps_ < static_cast<std::size_t>(pass.steps[i / steps_]);
  }
  template <class T>
  std::size_t code(T value) const {
    DLFLOW_REQUIRE(value >= 0 && value < static_cast<T>(codes_), "a code below input_dim");
    return static_cast<std::size_t>(value);
  }

  std::size_t codes_, width_, steps_ = 0;
};

}  // namespace

LayerKind embedding() {
  LayerKind made = kind<Embedding, Options>(
      "embedding", "Replaces whole numbers by learnt vectors.",
      {"{input_dim: 5, output_dim: 3}", {.input_dim = 5, .output_dim = 3}, {{4}, {6, 1}}});
  made.codes = 5;
  return schema::with_source(made,
                             "Y. Bengio, R. Ducharme, P. Vincent and C. Jauvin, A neural "
                             "probabilistic language model (2003); as Keras's Embedding");
}

}  // namespace dlflow::nn
