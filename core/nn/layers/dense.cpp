#include "core/kernels/dense.hpp"

#include <type_traits>

#include "core/nn/initializer.hpp"
#include "core/nn/layers/activated.hpp"
#include "core/nn/layers/layers.hpp"
#include "core/nn/restraint.hpp"

namespace dlflow::nn {
namespace {

using kernels::Activation;

struct Options {
  std::int64_t units = 0;
  Activation activation = Activation::linear;
  bool use_bias = true;
  Initializer kernel_initializer = Initializer::glorot_uniform;
  KernelRestraint restraint = {};
};

void describe(schema::Object& o, Options& x) {
  o.field("units", x.units, "Number of outputs.").required().between(1, 65536);
  o.field("activation", x.activation, "Function applied to each output.");
  o.field("use_bias", x.use_bias, "Whether a learnt offset is added to each output.");
  o.field("kernel_initializer", x.kernel_initializer, "How the weights begin.");
  describe_kernel(o, x.restraint);
  o.scalar_form("units");
}

/// y = f(x kernel + bias): x (N, F), kernel (F, units), bias (units), y (N, units).
class Dense final : public TypedLayer<Dense> {
 public:
  explicit Dense(const Options& options)
      : options_(options), units_(static_cast<std::size_t>(options.units)) {}

  Shape output_shape(const Shape& input) const override {
    if (input.size() != 1 || input[0] == 0)
      throw UserError(ExitCode::configuration, "expects (N, F), got " + text(input),
                      input.size() > 1 ? "put 'flatten' before it" : "give it at least one input");
    return {units_};
  }

  void build(const Shape& input) override {
    inputs_ = input.at(0);
    add_parameter("kernel", {inputs_, units_}, restraint_of(options_.restraint, units_));
    if (options_.use_bias) add_parameter("bias", {units_});
    fast_ = kernels::make_dense<float>(inputs_, units_);
    exact_ = kernels::make_dense<double>(inputs_, units_);
  }

  void initialize(RandomKey key, float* weights, float*) const override {
    nn::initialize(options_.kernel_initializer, inputs_, units_, key.with("kernel"),
                   {weights, inputs_ * units_});
  }

  template <class T>
  void run_forward(const Pass<T>& pass) const {
    kernel<T>().forward(pass.rows, pass.x, pass.weights, bias_of(pass.weights), pass.y, pass.team);
    activate(options_.activation, pass.rows, units_, pass.y, pass.saved);
  }

  template <class T>
  void run_backward(const Pass<T>& pass) const {
    activate_backward<T>(options_.activation, pass.rows, units_, pass.y, pass.saved, pass.dy);
    kernel<T>().backward_weights(pass.rows, pass.x, pass.dy, pass.gradients,
                                 bias_of(pass.gradients), pass.team);
    if (pass.dx)
      kernel<T>().backward_input(pass.rows, pass.dy, pass.weights, pass.dx, pass.scratch,
                                 pass.team);
  }

  std::size_t saved(std::size_t rows) const override {
    return kept_values(options_.activation, rows * units_);
  }
  std::size_t scratch(std::size_t) const override { return fast_->scratch(); }
  double operations() const override {
    return 2.0 * static_cast<double>(inputs_) * static_cast<double>(units_);
  }

  void lower(graph::Graph& graph, const float* weights, const float*) const override {
    graph.apply(
        "matmul",
        {graph.constant("kernel", {{inputs_, units_}, {weights, weights + inputs_ * units_}})});
    if (const float* bias = bias_of(weights))
      graph.apply("add", {graph.constant("bias", {{units_}, {bias, bias + units_}})});
    lower_activation(graph, options_.activation);
  }

 private:
  template <class T>
  const kernels::DenseKernel<T>& kernel() const {
    if constexpr (std::is_same_v<T, float>)
      return *fast_;
    else
      return *exact_;
  }
  template <class T>
  T* bias_of(T* block) const {
    return options_.use_bias ? block + parameters()[1].offset : nullptr;
  }

  Options options_;
  std::size_t units_, inputs_ = 0;
  std::unique_ptr<kernels::DenseKernel<float>> fast_;
  std::unique_ptr<kernels::DenseKernel<double>> exact_;
};

}  // namespace

LayerKind dense() {
  return schema::with_source(
      kind<Dense, Options>("dense", "Connects every input with every output.",
                           {"{units: 8, activation: tanh}",
                            {.units = 8, .activation = Activation::tanh},
                            {{6}, {1}, {17}}}),
      "as Keras's Dense");
}

std::unique_ptr<Layer> make_output(std::size_t units) {
  Options options;
  options.units = static_cast<std::int64_t>(units);
  return std::make_unique<Dense>(options);
}

}  // namespace dlflow::nn
