#include "core/nn/layers/convolving.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <type_traits>

#include "core/nn/layers/activated.hpp"

namespace dlflow::nn {
namespace {

std::size_t axis(const std::vector<std::int64_t>& values, std::size_t index) {
  return static_cast<std::size_t>(values.size() == 1 ? values[0] : values.at(index));
}

std::optional<std::string> wrong_extents(const std::vector<std::int64_t>& values,
                                         std::size_t axes) {
  if (values.empty() || (values.size() != 1 && values.size() != axes))
    return fmt::format("expected one number{}, got {}",
                       axes > 1 ? fmt::format(" or a list of {}", axes) : "", values.size());
  for (const std::int64_t value : values)
    if (value < 1 || value > 65536)
      return fmt::format("must be between 1 and 65536, got {}", value);
  return std::nullopt;
}

}  // namespace

std::span<const std::string_view> names_of(Padding) {
  static constexpr std::array<std::string_view, 3> kNames{"valid", "same", "causal"};
  return kNames;
}

Border border_of(Padding padding, std::size_t input, std::size_t kernel, std::size_t stride,
                 std::size_t dilation) {
  const std::size_t window = (kernel - 1) * dilation + 1;
  if (padding == Padding::valid) return {};
  if (padding == Padding::causal) return {window - 1, 0};
  const std::size_t covered = ((input + stride - 1) / stride - 1) * stride + window;
  const std::size_t zeros = covered > input ? covered - input : 0;
  return {zeros / 2, zeros - zeros / 2};
}

void describe_convolution(schema::Object& o, ConvolutionOptions& x, std::size_t axes) {
  o.field("kernel_size", x.kernel_size, "Extent of the window.").or_one().required();
  o.field("strides", x.strides, "Steps between two windows.").or_one();
  o.field("padding", x.padding, "Zeros around the input: none, or so many that the extent stays.");
  o.field("dilation_rate", x.dilation_rate, "Steps between two inputs of a window.").or_one();
  o.field("activation", x.activation, "Function applied to each output.");
  o.field("use_bias", x.use_bias, "Whether a learnt offset is added to each filter.");
  o.field("kernel_initializer", x.kernel_initializer, "How the weights begin.");
  describe_kernel(o, x.restraint);
  o.check("kernel_size", [&x, axes] { return wrong_extents(x.kernel_size, axes); });
  o.check("strides", [&x, axes] { return wrong_extents(x.strides, axes); });
  o.check("dilation_rate", [&x, axes] { return wrong_extents(x.dilation_rate, axes); });
  o.check("activation", [&x]() -> std::optional<std::string> {
    if (!kernels::mixes_channels(x.activation)) return std::nullopt;
    return "softmax does not suit a convolution\nput an 'activation: softmax' layer behind it";
  });
  if (axes > 1)
    o.check("padding", [&x]() -> std::optional<std::string> {
      if (x.padding != Padding::causal) return std::nullopt;
      return "causal padding is for sequences\none of: valid, same";
    });
}

Convolving::Convolving(const ConvolutionOptions& options, Channels channels, bool is_sequence)
    : options_(options), channels_(channels), is_sequence_(is_sequence) {}

void Convolving::refuse(const Shape& input) const {
  const char* wanted = is_sequence_ ? "(N, T, C)" : "(N, H, W, C)";
  if (input.size() != (is_sequence_ ? 2U : 3U) || count(input) == 0)
    throw UserError(ExitCode::configuration, fmt::format("expects {}, got {}", wanted, text(input)),
                    is_sequence_ ? "the input must be a sequence" : "the input must be an image");
  if (input.back() % channels_.groups != 0 || channels_.filters % channels_.groups != 0)
    throw UserError(ExitCode::configuration,
                    fmt::format("{} groups divide neither or one of {} channels and {} filters",
                                channels_.groups, input.back(), channels_.filters),
                    "choose groups that divide both");
}

kernels::Convolution Convolving::shape_for(const Shape& input) const {
  const bool is_plane = !is_sequence_;
  kernels::Convolution s;
  s.height = is_plane ? input[0] : 1;
  s.width = is_plane ? input[1] : input[0];
  s.inputs = input.back();
  const std::size_t multiplier = channels_.depth_multiplier;
  s.groups = multiplier > 0 ? s.inputs : channels_.groups;
  s.filters = multiplier > 0 ? s.inputs * multiplier : channels_.filters;
  const std::size_t last = is_plane ? 1 : 0;
  s.kernel_width = axis(options_.kernel_size, last);
  s.stride_width = axis(options_.strides, last);
  s.dilation_width = axis(options_.dilation_rate, last);
  if (is_plane) {
    s.kernel_height = axis(options_.kernel_size, 0);
    s.stride_height = axis(options_.strides, 0);
    s.dilation_height = axis(options_.dilation_rate, 0);
    const Border rows =
        border_of(options_.padding, s.height, s.kernel_height, s.stride_height, s.dilation_height);
    s.top = rows.before;
    s.bottom = rows.behind;
  }
  const Border columns =
      border_of(options_.padding, s.width, s.kernel_width, s.stride_width, s.dilation_width);
  s.left = columns.before;
  s.right = columns.behind;
  return s;
}

Shape Convolving::output_shape(const Shape& input) const {
  refuse(input);
  const kernels::Convolution s = shape_for(input);
  const std::size_t height = s.output_height(), width = s.output_width();
  if (height == 0 || width == 0)
    throw UserError(ExitCode::configuration,
                    is_sequence_ ? fmt::format("the kernel of {} steps is larger than its input {}",
                                               s.kernel_width, text(input))
                                 : fmt::format("the kernel {} x {} is larger than its input {}",
                                               s.kernel_height, s.kernel_width, text(input)),
                    "use a smaller kernel_size or dilation_rate, or padding: same");
  return is_sequence_ ? Shape{width, s.filters} : Shape{height, width, s.filters};
}

void Convolving::build(const Shape& input) {
  shape_ = shape_for(input);
  const std::size_t depth = channels_.depth_multiplier;
  Shape kernel = {shape_.kernel_width, depth > 0 ? shape_.inputs : shape_.inputs / shape_.groups,
                  depth > 0 ? depth : shape_.filters};
  if (!is_sequence_) kernel.insert(kernel.begin(), shape_.kernel_height);
  add_parameter("kernel", std::move(kernel), restraint_of(options_.restraint, shape_.filters));
  if (options_.use_bias) add_parameter("bias", {shape_.filters});
  fast_ = kernels::make_convolution<float>(shape_);
  exact_ = kernels::make_convolution<double>(shape_);
}

void Convolving::initialize(RandomKey key, float* weights, float*) const {
  const std::size_t window = shape_.kernel_height * shape_.kernel_width;
  const std::size_t depth = channels_.depth_multiplier;
  // Keras counts the fans of a depthwise kernel by its two last axes as well.
  const std::size_t in = depth > 0 ? shape_.inputs : shape_.inputs / shape_.groups;
  const std::size_t out = depth > 0 ? depth : shape_.filters;
  nn::initialize(options_.kernel_initializer, window * in, window * out, key.with("kernel"),
                 {weights, shape_.kernel_size()});
}

Layouts Convolving::layouts(Layout available) const {
  return {fast_->input_layout(available), fast_->output_layout(available)};
}

bool Convolving::changes_steps() const {
  return is_sequence_ && shape_.output_width() != shape_.width;
}

std::int32_t Convolving::output_steps(std::int32_t steps) const {
  if (!is_sequence_) return steps;
  const auto stride = static_cast<std::int32_t>(shape_.stride_width);
  if (options_.padding != Padding::valid) return (steps + stride - 1) / stride;
  const auto window =
      static_cast<std::int32_t>((shape_.kernel_width - 1) * shape_.dilation_width + 1);
  // A sequence shorter than the window still leaves one result, over its padding.
  return std::max((steps - window) / stride + 1, 1);
}

std::size_t Convolving::saved(std::size_t rows) const {
  return kept_values(options_.activation, rows * shape_.output_size());
}

double Convolving::operations() const { return shape_.operations(); }

template <class T>
const kernels::ConvolutionKernel<T>& Convolving::kernel() const {
  if constexpr (std::is_same_v<T, float>)
    return *fast_;
  else
    return *exact_;
}

template <class T>
void Convolving::zero_padding(const Pass<T>& pass, T* y) const {
  if (!pass.steps || !is_sequence_) return;
  const bool is_blocked = std::is_same_v<T, float> && pass.layouts.output == Layout::blocked;
  const std::size_t block = is_blocked ? kernels::channel_block() : shape_.filters;
  const std::size_t width = shape_.output_width();
  for (std::size_t n = 0; n < pass.rows; ++n) {
    const auto real = static_cast<std::size_t>(std::max(output_steps(pass.steps[n]), 0));
    for (std::size_t c = 0; c < shape_.filters && real < width; c += block)
      std::fill_n(y + n * width * shape_.filters + c * width + real * block, (width - real) * block,
                  T{});
  }
}

template <class T, class Work>
void Convolving::each_part(const Pass<T>& pass, const Work& work) const {
  if (options_.activation == kernels::Activation::linear) return;
  const std::size_t parts = kernels::row_parts(pass.rows);
  run_parts(pass.team, parts, [&](std::size_t p) {
    const std::size_t begin = pass.rows * p / parts;
    work(begin, pass.rows * (p + 1) / parts - begin);
  });
}

template <class T>
void Convolving::run_forward(const Pass<T>& pass) const {
  const std::size_t size = shape_.output_size(), kept = kept_values(options_.activation, size);
  kernel<T>().forward(pass.rows, pass.x, pass.weights, bias_of(pass.weights), pass.y, pass.team);
  each_part(pass, [&](std::size_t begin, std::size_t rows) {
    activate(options_.activation, rows * size / shape_.filters, shape_.filters,
             pass.y + begin * size, pass.saved + begin * kept);
  });
  zero_padding(pass, pass.y);
}

template <class T>
void Convolving::run_backward(const Pass<T>& pass) const {
  const std::size_t size = shape_.output_size(), kept = kept_values(options_.activation, size);
  zero_padding(pass, pass.dy);
  each_part(pass, [&](std::size_t begin, std::size_t rows) {
    activate_backward<T>(options_.activation, rows * size / shape_.filters, shape_.filters,
                         pass.y + begin * size, pass.saved + begin * kept, pass.dy + begin * size);
  });
  kernel<T>().backward_weights(pass.rows, pass.x, pass.dy, pass.gradients, bias_of(pass.gradients),
                               pass.team);
  if (pass.dx) kernel<T>().backward_input(pass.rows, pass.dy, pass.weights, pass.dx, pass.team);
}

template void Convolving::run_forward(const Pass<float>&) const;
template void Convolving::run_forward(const Pass<double>&) const;
template void Convolving::run_backward(const Pass<float>&) const;
template void Convolving::run_backward(const Pass<double>&) const;

void Convolving::lower(graph::Graph& graph, const float* weights, const float*) const {
  const auto number = [](std::size_t value) { return static_cast<double>(value); };
  const std::size_t inputs = shape_.inputs / shape_.groups;
  const float* bias = bias_of(weights);
  std::vector<std::string> constants = {
      graph.constant("kernel", {{shape_.kernel_height, shape_.kernel_width, inputs, shape_.filters},
                                {weights, weights + shape_.kernel_size()}})};
  if (bias)
    constants.push_back(graph.constant("bias", {{shape_.filters}, {bias, bias + shape_.filters}}));
  graph.apply("convolution", constants);
  auto& attributes = graph.operations.back().attributes;
  attributes["strides"] =
      std::vector<double>{number(shape_.stride_height), number(shape_.stride_width)};
  attributes["dilations"] =
      std::vector<double>{number(shape_.dilation_height), number(shape_.dilation_width)};
  attributes["padding"] = std::vector<double>{number(shape_.top), number(shape_.left),
                                              number(shape_.bottom), number(shape_.right)};
  attributes["groups"] = number(shape_.groups);
  attributes["is_sequence"] = is_sequence_ ? 1.0 : 0.0;
  lower_activation(graph, options_.activation);
  if (is_sequence_) lower_mask(graph, lowered_steps(graph, *this, shape_.width));
}

}  // namespace dlflow::nn
