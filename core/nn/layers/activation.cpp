#include <algorithm>

#include "core/nn/layers/activated.hpp"
#include "core/nn/layers/layers.hpp"

namespace dlflow::nn {
namespace {

using kernels::Activation;

struct Options {
  Activation function = Activation::relu;
};

void describe(schema::Object& o, Options& x) {
  o.field("function", x.function, "Function applied to each value; softmax to the last axis.");
  o.scalar_form("function");
}

struct LeakyOptions {
  double negative_slope = 0.3;
};

void describe(schema::Object& o, LeakyOptions& x) {
  o.field("negative_slope", x.negative_slope, "Slope below zero.").at_least(0);
  o.scalar_form("negative_slope");
}

struct EluOptions {
  double alpha = 1;
};

void describe(schema::Object& o, EluOptions& x) {
  o.field("alpha", x.alpha, "What results far below zero approach, with a minus.").at_least(0);
  o.scalar_form("alpha");
}

/// y = f(x), any shape.
class Elementwise final : public TypedLayer<Elementwise> {
 public:
  explicit Elementwise(const Options& options) : function_(options.function) {}
  explicit Elementwise(const LeakyOptions& options)
      : function_(Activation::leaky_relu), alpha_(options.negative_slope) {}
  explicit Elementwise(const EluOptions& options)
      : function_(Activation::elu), alpha_(options.alpha) {}

  Shape output_shape(const Shape& input) const override { return input; }
  void build(const Shape& input) override {
    size_ = count(input);
    channels_ = input.empty() ? 1 : input.back();
  }
  Layouts layouts(Layout available) const override {
    return kernels::mixes_channels(function_) ? Layouts{} : Layouts{available, available};
  }

  template <class T>
  void run_forward(const Pass<T>& pass) const {
    in_parts(pass, [&](std::size_t begin, std::size_t n) {
      std::copy_n(pass.x + begin, n, pass.y + begin);
      if (kernels::mixes_channels(function_))
        activate<T>(function_, n / channels_, channels_, pass.y + begin, nullptr);
      else
        kernels::activate(function_, n, pass.y + begin, alpha_);
    });
  }

  template <class T>
  void run_backward(const Pass<T>& pass) const {
    if (!pass.dx) return;
    in_parts(pass, [&](std::size_t begin, std::size_t n) {
      T* dx = pass.dx + begin;
      std::copy_n(pass.dy + begin, n, dx);
      if (kernels::mixes_channels(function_))
        activate_backward<T>(function_, n / channels_, channels_, pass.y + begin, nullptr, dx);
      else if (kernels::reads_input(function_))
        kernels::activate_backward_by_input<T>(function_, n, pass.x + begin, dx);
      else
        kernels::activate_backward<T>(function_, n, pass.y + begin, dx, alpha_);
    });
  }

  double operations() const override { return static_cast<double>(size_); }

  void lower(graph::Graph& graph, const float*, const float*) const override {
    lower_activation(graph, function_, alpha_);
  }

 private:
  /// Calls work(first value, values) for fixed parts of the rows.
  template <class T, class Work>
  void in_parts(const Pass<T>& pass, const Work& work) const {
    const std::size_t parts = std::min<std::size_t>(pass.rows, 8);
    run_parts(pass.team, parts, [&](std::size_t part) {
      const std::size_t begin = pass.rows * part / parts * size_;
      work(begin, pass.rows * (part + 1) / parts * size_ - begin);
    });
  }

  Activation function_;
  std::optional<double> alpha_;
  std::size_t size_ = 0, channels_ = 1;
};

}  // namespace

LayerKind activation() {
  return schema::with_source(
      kind<Elementwise, Options>(
          "activation", "Applies a function to each value.",
          {"{function: sigmoid}", {.function = Activation::sigmoid}, {{5}, {1}, {3, 4}}}),
      "as Keras's Activation");
}

LayerKind leaky_relu() {
  return schema::with_source(
      kind<Elementwise, LeakyOptions>(
          "leaky_relu", "Scales the values below zero.",
          {"{negative_slope: 0.1}", {.negative_slope = 0.1}, {{5}, {1}, {3, 4, 16}}}),
      "A. Maas, A. Hannun and A. Ng, Rectifier nonlinearities improve neural network acoustic "
      "models (2013)");
}

LayerKind elu() {
  return schema::with_source(
      kind<Elementwise, EluOptions>("elu", "Bends the values below zero towards -alpha.",
                                    {"{alpha: 0.7}", {.alpha = 0.7}, {{5}, {1}, {3, 4, 16}}}),
      "D. Clevert, T. Unterthiner and S. Hochreiter, Fast and accurate deep network learning by "
      "exponential linear units (2016)");
}

}  // namespace dlflow::nn
