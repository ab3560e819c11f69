#include "core/kernels/activation.hpp"

#include <algorithm>

#include "core/nn/layers/layers.hpp"

namespace dlflow::nn {
namespace {

struct Options {
  kernels::Activation function = kernels::Activation::relu;
};

void describe(schema::Object& o, Options& x) {
  o.field("function", x.function, "Function applied to each value.");
  o.scalar_form("function");
}

/// y = f(x), any shape.
class Elementwise final : public TypedLayer<Elementwise> {
 public:
  explicit Elementwise(const Options& options) : options_(options) {}

  Shape output_shape(const Shape& input) const override { return input; }
  void build(const Shape& input) override { size_ = count(input); }
  Layouts layouts(Layout available) const override { return {available, available}; }

  template <class T>
  void run_forward(const Pass<T>& pass) const {
    std::copy_n(pass.x, pass.rows * size_, pass.y);
    kernels::activate(options_.function, pass.rows * size_, pass.y);
  }

  template <class T>
  void run_backward(const Pass<T>& pass) const {
    if (!pass.dx) return;
    std::copy_n(pass.dy, pass.rows * size_, pass.dx);
    kernels::activate_backward<T>(options_.function, pass.rows * size_, pass.y, pass.dx);
  }

  double operations() const override { return static_cast<double>(size_); }

  void lower(graph::Graph& graph, const float*, const float*) const override {
    const auto index = static_cast<std::size_t>(options_.function);
    if (options_.function != kernels::Activation::linear)
      graph.apply(std::string(names_of(options_.function)[index]));
  }

 private:
  Options options_;
  std::size_t size_ = 0;
};

}  // namespace

LayerKind activation() {
  return kind<Elementwise, Options>(
      "activation", "Applies a function to each value.",
      {"{function: sigmoid}", {.function = kernels::Activation::sigmoid}, {{5}, {1}, {3, 4}}});
}

}  // namespace dlflow::nn
