#include <algorithm>
#include <type_traits>
#include <utility>

#include "core/nn/chain.hpp"
#include "core/nn/layers/layers.hpp"
#include "core/nn/layers/nested.hpp"
#include "core/tensor/arena.hpp"

namespace dlflow::nn {
namespace {

struct Options {
  schema::Chosen layer;
};

void describe(schema::Object& o, Options& x) {
  o.one_of("layer", x.layer, layer_choices(), "The layer applied to each step.").required();
}

/// y_t = layer(x_t) with the same weights at each step: x (N, T, ...), y (N, T, ...). Behind the
/// real steps of a sequence y is zero.
class TimeDistributed final : public TypedLayer<TimeDistributed> {
 public:
  explicit TimeDistributed(const Options& options) : layer_(options.layer) {}

  Shape output_shape(const Shape& input) const override {
    if (input.size() < 2 || input[0] == 0)
      throw UserError(ExitCode::configuration,
                      "expects (N, T, ...) with at least one step, got " + text(input),
                      "set 'return_sequences: true' in a recurrent layer before it, or use the "
                      "layer inside it alone");
    Shape shape = Chain({layer_}, {input.begin() + 1, input.end()}).output();
    shape.insert(shape.begin(), input[0]);
    return shape;
  }

  void build(const Shape& input) override {
    steps_ = input.at(0);
    chain_ = std::make_unique<Chain>(std::vector{layer_}, Shape{input.begin() + 1, input.end()});
    add_nested("layer", *chain_);
    outputs_ = count(chain_->output());
  }

  void initialize(RandomKey key, float* weights, float* statistics) const override {
    chain_->initialize(key.with("layer"), weights, statistics);
  }

  template <class T>
  void run_forward(const Pass<T>& pass) const {
    std::uint32_t* numbers = samples(pass);
    for (std::size_t n = 0; n < pass.samples.size(); ++n)
      for (std::size_t t = 0; t < steps_; ++t)
        numbers[n * steps_ + t] = static_cast<std::uint32_t>(pass.samples[n] * steps_ + t);
    Pass<T> own = nested(pass);
    if (is_blocked<T>()) own.y = buffer(pass);
    chain_->forward(own);
    if (is_blocked<T>()) move(own.rows, Layout::plain, own.y, pass.y);
    clear_padding(pass, pass.y);
  }

  template <class T>
  void run_backward(const Pass<T>& pass) const {
    clear_padding(pass, pass.dy);
    Pass<T> own = nested(pass);
    if (is_blocked<T>()) {
      own.y = buffer(pass);
      own.dy = own.y + aligned_count<float>(own.rows * outputs_);
      move(own.rows, Layout::blocked, pass.y, own.y);
      move(own.rows, Layout::blocked, pass.dy, own.dy);
    }
    chain_->backward(own);
  }

  std::size_t saved(std::size_t rows) const override {
    return aligned_count<float>(rows * steps_) + chain_->saved(rows * steps_);
  }
  std::size_t scratch(std::size_t rows) const override {
    const std::size_t results = is_blocked<float>() ? 2 : 0;
    return aligned_count<float>(chain_->scratch(rows * steps_)) +
           results * aligned_count<float>(rows * steps_ * outputs_);
  }
  double operations() const override { return static_cast<double>(steps_) * chain_->operations(); }

  void lower(graph::Graph& graph, const float* weights, const float* statistics) const override {
    graph.apply("fold_steps");
    const std::string real = std::exchange(graph.steps, "");
    chain_->lower(graph, weights, statistics);
    graph.apply("unfold_steps");
    graph.operations.back().attributes["steps"] = static_cast<double>(steps_);
    graph.steps = real;
    lower_mask(graph, real);
  }

 private:
  /// Each step is a row of the chain, and a sample of its own for random numbers.
  template <class T>
  Pass<T> nested(const Pass<T>& pass) const {
    Pass<T> own = pass;
    own.rows = pass.rows * steps_;
    own.layouts = {};
    own.steps = nullptr;
    own.saved = pass.saved + aligned_count<float>(own.rows);
    if (!pass.samples.empty()) own.samples = {samples(pass), own.rows};
    return own;
  }
  template <class T>
  std::uint32_t* samples(const Pass<T>& pass) const {
    return reinterpret_cast<std::uint32_t*>(pass.saved);
  }
  template <class T>
  T* buffer(const Pass<T>& pass) const {
    return pass.scratch + aligned_count<float>(chain_->scratch(pass.rows * steps_));
  }

  template <class T>
  void clear_padding(const Pass<T>& pass, T* values) const {
    for (std::size_t n = 0; pass.steps && n < pass.rows; ++n) {
      const auto real = static_cast<std::size_t>(pass.steps[n]);
      std::fill(values + (n * steps_ + real) * outputs_, values + (n + 1) * steps_ * outputs_,
                T{0});
    }
  }

  /// Whether the chain leaves its result blocked, which is turned to plain here.
  template <class T>
  bool is_blocked() const {
    return std::is_same_v<T, float> && chain_->layouts(Layout::plain).output == Layout::blocked;
  }
  void move(std::size_t rows, Layout to, const float* from, float* result) const {
    const std::size_t channels = chain_->output().back();
    const auto reorder = to == Layout::plain ? kernels::to_plain : kernels::to_blocked;
    reorder(rows, outputs_ / channels, channels, from, result);
  }
  void move(std::size_t, Layout, const double*, double*) const {
    throw Bug(__FILE__, __LINE__, "doubles are never blocked");
  }

  schema::Chosen layer_;
  std::unique_ptr<Chain> chain_;
  std::size_t steps_ = 0, outputs_ = 0;
};

}  // namespace

LayerKind time_distributed() {
  LayerKind result = kind<TimeDistributed, Options>(
      "time_distributed", "Applies a layer to each step.",
      {"{layer: {dense: {units: 8, activation: tanh}}}", {}, {{4, 3}, {1, 2}, {3, 5}}});
  result.example = [] { return std::make_shared<Options>(Options{example_of("dense")}); };
  return schema::with_source(result, "as Keras's TimeDistributed");
}

}  // namespace dlflow::nn
