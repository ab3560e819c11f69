#include "core/nn/layers/recurrent.hpp"

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "core/kernels/activation.hpp"
#include "core/tensor/arena.hpp"

namespace dlflow::nn {
namespace {

using kernels::recurrent::Cell;

/// Factors of one kind of dropout, (rows, size): 0 with probability rate, else 1 / (1 - rate).
template <class T>
void draw(const Pass<T>& pass, double rate, std::uint32_t purpose, std::size_t size, T* factors) {
  const auto dropped = static_cast<std::uint64_t>(std::llround(rate * 0x1p32));
  const T kept = static_cast<T>(1 / (1 - rate));
  for (std::size_t n = 0; n < pass.rows; ++n, factors += size)
    for (std::size_t i = 0; i < size; i += 4) {
      const auto place = static_cast<std::uint32_t>(i / 4);
      const auto words = philox({place, purpose, pass.samples[n], 0}, pass.key.value());
      for (std::size_t j = i; j < std::min(i + 4, size); ++j)
        factors[j] = words[j - i] < dropped ? T{0} : kept;
    }
}

std::string name_of(Cell cell) {
  return cell == Cell::lstm ? "lstm" : cell == Cell::gru ? "gru" : "simple_rnn";
}

std::string name_of(CellActivation f) {
  return std::string(names_of(CellActivation{})[static_cast<std::size_t>(f)]);
}

void put_alpha(graph::Attributes& attributes, const char* name, CellActivation f) {
  if (f == CellActivation::leaky_relu)
    attributes[name] = kernels::default_alpha(kernels::Activation::leaky_relu);
  if (f == CellActivation::elu) attributes[name] = kernels::default_alpha(kernels::Activation::elu);
}

}  // namespace

void describe_recurrent(schema::Object& o, RecurrentOptions& x) {
  o.field("units", x.units, "Number of outputs.").required().between(1, 65536);
  o.field("activation", x.activation, "Function applied to the new content of the state.");
  o.field("use_bias", x.use_bias, "Whether learnt offsets are added.");
  o.field("kernel_initializer", x.kernel_initializer, "How the weights of the inputs begin.");
  o.field("recurrent_initializer", x.recurrent_initializer, "How the weights of the state begin.");
  o.field("bias_initializer", x.bias_initializer, "How the offsets begin.");
  o.field("dropout", x.dropout, "Share of inputs set to zero while training.").at_least(0).below(1);
  o.field("recurrent_dropout", x.recurrent_dropout,
          "Share of the state hidden from the recurrent weights while training.")
      .at_least(0)
      .below(1);
  o.field("return_sequences", x.return_sequences,
          "Whether the output of every step is returned, not only that of the last.");
  o.field("go_backwards", x.go_backwards, "Whether sequences are read from their end.");
  describe_kernel(o, x.restraint);
  o.scalar_form("units");
}

RecurrentLayer::RecurrentLayer(const RecurrentOptions& options, kernels::recurrent::Plan plan)
    : options_(options), plan_(plan) {
  plan_.units = static_cast<std::size_t>(options.units);
  plan_.activation = options.activation;
  plan_.goes_backwards = options.go_backwards;
  plan_.returns_sequences = options.return_sequences;
  plan_.has_bias = options.use_bias;
  plan_.drops_states = options.recurrent_dropout > 0;
}

Shape RecurrentLayer::output_shape(const Shape& input) const {
  const std::string got = ", got " + text(input);
  if (input.size() != 2)
    throw UserError(ExitCode::configuration, "expects (N, T, C)" + got,
                    input.size() < 2
                        ? "set 'return_sequences: true' in a recurrent layer before it, or put "
                          "'repeat_vector' or 'reshape' before it"
                        : "put 'reshape' before it, or 'time_distributed' with 'flatten'");
  if (input[0] == 0 || input[1] == 0)
    throw UserError(ExitCode::configuration,
                    "expects (N, T, C) with at least one step and one channel" + got,
                    "look at the window and the columns that make the sequence");
  return options_.return_sequences ? Shape{input[0], plan_.units} : Shape{plan_.units};
}

void RecurrentLayer::build(const Shape& input) {
  plan_.steps = input.at(0);
  plan_.channels = input.at(1);
  add_parameter("kernel", {plan_.channels, plan_.width()},
                restraint_of(options_.restraint, plan_.width()));
  plan_.recurrent_offset =
      parameters()[add_parameter("recurrent_kernel", {plan_.units, plan_.width()})].offset;
  if (plan_.has_bias) {
    const Shape shape = plan_.has_recurrent_bias() ? Shape{2, plan_.width()} : Shape{plan_.width()};
    plan_.bias_offset = parameters()[add_parameter("bias", shape)].offset;
  }
  plan_.block = block();
  fast_ = std::make_unique<kernels::recurrent::Recurrent<float>>(plan_);
  exact_ = std::make_unique<kernels::recurrent::Recurrent<double>>(plan_);
}

void RecurrentLayer::initialize(RandomKey key, float* weights, float*) const {
  const std::size_t width = plan_.width();
  nn::initialize(options_.kernel_initializer, plan_.channels, width, key.with("kernel"),
                 {weights, plan_.channels * width});
  nn::initialize(options_.recurrent_initializer, plan_.units, width, key.with("recurrent_kernel"),
                 {weights + plan_.recurrent_offset, plan_.units * width});
  if (!plan_.has_bias) return;
  float* bias = weights + plan_.bias_offset;
  const std::size_t values = count(parameters()[2].shape);
  nn::initialize(options_.bias_initializer, values, values, key.with("bias"), {bias, values});
  adjust_bias(bias);
}

std::size_t RecurrentLayer::input_factors(std::size_t rows) const {
  return options_.dropout > 0 ? aligned_count<float>(rows * plan_.channels) : 0;
}
std::size_t RecurrentLayer::state_factors(std::size_t rows) const {
  return options_.recurrent_dropout > 0 ? aligned_count<float>(rows * plan_.units) : 0;
}

std::size_t RecurrentLayer::saved(std::size_t rows) const {
  return input_factors(rows) + state_factors(rows) + fast_->saved(rows);
}
std::size_t RecurrentLayer::scratch(std::size_t rows) const {
  return std::max(fast_->scratch(rows), exact_->scratch(rows));
}

double RecurrentLayer::operations() const {
  return 2.0 * static_cast<double>(plan_.steps * (plan_.channels + plan_.units) * plan_.width());
}

template <class T>
const kernels::recurrent::Recurrent<T>& RecurrentLayer::kernel() const {
  if constexpr (std::is_same_v<T, float>)
    return *fast_;
  else
    return *exact_;
}

template <class T>
kernels::recurrent::Pass<T> RecurrentLayer::kernel_pass(const Pass<T>& pass) const {
  T* states = pass.saved + input_factors(pass.rows);
  kernels::recurrent::Pass<T> own;
  own.rows = pass.rows;
  own.x = pass.x;
  own.y = pass.y;
  own.dy = pass.dy;
  own.dx = pass.dx;
  own.steps = pass.steps;
  own.weights = pass.weights;
  own.gradients = pass.gradients;
  if (pass.is_training && options_.dropout > 0) own.input_factors = pass.saved;
  if (pass.is_training && options_.recurrent_dropout > 0) own.state_factors = states;
  own.saved = states + state_factors(pass.rows);
  own.scratch = pass.scratch;
  own.team = pass.team;
  return own;
}

template <class T>
void RecurrentLayer::run_forward(const Pass<T>& pass) const {
  T* const factors = pass.saved;
  if (pass.is_training && options_.dropout > 0)
    draw(pass, options_.dropout, 0, plan_.channels, factors);
  if (pass.is_training && options_.recurrent_dropout > 0)
    draw(pass, options_.recurrent_dropout, 1, plan_.units, factors + input_factors(pass.rows));
  kernel<T>().forward(kernel_pass(pass));
}

template <class T>
void RecurrentLayer::run_backward(const Pass<T>& pass) const {
  kernel<T>().backward(kernel_pass(pass));
}

void RecurrentLayer::lower(graph::Graph& graph, const float* weights, const float*) const {
  std::vector<std::string> inputs;
  for (const Parameter& p : parameters()) {
    const float* values = weights + p.offset;
    inputs.push_back(graph.constant(p.name, {p.shape, {values, values + count(p.shape)}}));
  }
  graph.apply(name_of(plan_.cell), inputs);
  auto& attributes = graph.operations.back().attributes;
  attributes["units"] = static_cast<double>(plan_.units);
  attributes["activation"] = name_of(plan_.activation);
  attributes["return_sequences"] = plan_.returns_sequences ? 1.0 : 0.0;
  attributes["go_backwards"] = plan_.goes_backwards ? 1.0 : 0.0;
  put_alpha(attributes, "alpha", plan_.activation);
  if (plan_.cell != Cell::simple) {
    attributes["recurrent_activation"] = name_of(plan_.recurrent);
    put_alpha(attributes, "recurrent_alpha", plan_.recurrent);
  }
  if (plan_.cell == Cell::gru) attributes["reset_after"] = plan_.resets_after ? 1.0 : 0.0;
}

template void RecurrentLayer::run_forward(const Pass<float>&) const;
template void RecurrentLayer::run_forward(const Pass<double>&) const;
template void RecurrentLayer::run_backward(const Pass<float>&) const;
template void RecurrentLayer::run_backward(const Pass<double>&) const;

}  // namespace dlflow::nn
