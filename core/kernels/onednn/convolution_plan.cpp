#include "core/kernels/onednn/convolution_plan.hpp"

#include "core/base/error.hpp"

namespace dlflow::kernels::onednn {
namespace {

using dnnl::algorithm;
using dnnl::memory;
using Desc = dnnl::memory::desc;

memory::dim dim(std::size_t value) { return static_cast<memory::dim>(value); }

Desc described(const memory::dims& dims, memory::format_tag tag) {
  return {dims, memory::data_type::f32, tag};
}

memory::format_tag tag_of(Order order) {
  switch (order) {
    case Order::channels_last:
      return memory::format_tag::nhwc;
    case Order::channels_first:
      return memory::format_tag::nchw;
    case Order::blocked:
      return channel_block() == 16 ? memory::format_tag::nChw16c : memory::format_tag::nChw8c;
  }
  throw Bug(__FILE__, __LINE__, "an unknown order");
}

/// What the three primitives of a convolution share.
struct Extents {
  memory::dims kernel, strides, dilations, before, behind;
  Desc source, weights, bias, destination;
  dnnl::primitive_attr attributes;
};

/// Winograd's algorithm multiplies less, but first transforms: worth it where the sums over
/// channels are long enough, in 3 x 3 kernels alone.
bool suits_winograd(const Convolution& s, Order input, bool is_output_blocked) {
  return channel_block() == 16 && s.kernel_height == 3 && s.kernel_width == 3 &&
         s.stride_height == 1 && s.stride_width == 1 && s.dilation_height == 1 &&
         s.dilation_width == 1 && s.groups == 1 && s.inputs >= 32 && s.filters >= 32 &&
         input == Order::blocked && is_output_blocked && s.output_height() >= 4 &&
         s.output_width() >= 4 && s.top <= 1 && s.left <= 1 && s.bottom <= 1 && s.right <= 1;
}

/// The plan by one algorithm; empty primitives where the library has none.
void make_steps(ConvolutionPlan& plan, const Extents& e, algorithm how) {
  using dnnl::convolution_backward_data;
  using dnnl::convolution_backward_weights;
  using dnnl::convolution_forward;
  const convolution_forward::primitive_desc forward(
      {dnnl::prop_kind::forward_training, how, e.source, e.weights, e.bias, e.destination,
       e.strides, e.dilations, e.before, e.behind},
      e.attributes, engine());
  const convolution_backward_weights::primitive_desc weights(
      {how, e.source, e.weights, e.bias, e.destination, e.strides, e.dilations, e.before, e.behind},
      e.attributes, engine(), forward);
  const convolution_backward_data::primitive_desc input(
      {how, e.source, e.weights, e.destination, e.strides, e.dilations, e.before, e.behind},
      e.attributes, engine(), forward);
  plan.forward = {convolution_forward(forward), forward.src_desc(), forward.weights_desc(),
                  forward.dst_desc(), forward.scratchpad_desc()};
  plan.weights_gradient = {convolution_backward_weights(weights), weights.src_desc(),
                           weights.diff_weights_desc(), weights.diff_dst_desc(),
                           weights.scratchpad_desc()};
  plan.input_gradient = {convolution_backward_data(input), input.diff_src_desc(),
                         input.weights_desc(), input.diff_dst_desc(), input.scratchpad_desc()};
}

/// The caller's kernel (H, W, inputs / groups, filters) as the library names its axes.
Desc plain_kernel(const Convolution& s, const memory::dims& dims) {
  const memory::dim filters = dim(s.filters), inputs = dim(s.inputs / s.groups);
  memory::dims strides = {1, filters, dim(s.kernel_width) * inputs * filters, inputs * filters};
  if (s.groups > 1) strides.insert(strides.begin(), dim(s.filters / s.groups));
  return {dims, memory::data_type::f32, strides};
}

}  // namespace

ConvolutionPlan::ConvolutionPlan(const Convolution& s, std::size_t rows, Order input,
                                 bool is_output_blocked) {
  Extents e;
  e.kernel = {dim(s.filters / s.groups), dim(s.inputs / s.groups), dim(s.kernel_height),
              dim(s.kernel_width)};
  if (s.groups > 1) e.kernel.insert(e.kernel.begin(), dim(s.groups));
  e.strides = {dim(s.stride_height), dim(s.stride_width)};
  e.dilations = {dim(s.dilation_height) - 1, dim(s.dilation_width) - 1};
  e.before = {dim(s.top), dim(s.left)};
  e.behind = {dim(s.bottom), dim(s.right)};
  e.source = described({dim(rows), dim(s.inputs), dim(s.height), dim(s.width)}, tag_of(input));
  e.destination =
      described({dim(rows), dim(s.filters), dim(s.output_height()), dim(s.output_width())},
                tag_of(is_output_blocked ? Order::blocked : Order::channels_last));
  e.weights = described(e.kernel, memory::format_tag::any);
  e.bias = described({dim(s.filters)}, memory::format_tag::a);
  e.attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);

  bool is_made = false;
  if (suits_winograd(s, input, is_output_blocked)) try {
      make_steps(*this, e, algorithm::convolution_winograd);
      is_made = true;
    } catch (const dnnl::error&) {
      // The library has no such kernel for this processor.
    }
  if (!is_made) make_steps(*this, e, algorithm::convolution_direct);

  bias = e.bias;
  kernel = plain_kernel(s, e.kernel);
  const auto reorder = [&](const Desc& from, const Desc& to) {
    const dnnl::reorder::primitive_desc made(engine(), from, engine(), to, e.attributes);
    if (made.scratchpad_desc().get_size() >= reorder_scratchpad.get_size())
      reorder_scratchpad = made.scratchpad_desc();
    return dnnl::reorder(made);
  };
  to_forward = reorder(kernel, forward.weights);
  to_input_gradient = reorder(kernel, input_gradient.weights);
  from_weights_gradient = reorder(weights_gradient.weights, kernel);
}

}  // namespace dlflow::kernels::onednn
