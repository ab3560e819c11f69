#include "core/kernels/onednn/convolution_plan.hpp"

#include <string_view>

#include "core/base/error.hpp"

namespace dlflow::kernels::onednn {
namespace {

using dnnl::algorithm;
using dnnl::memory;
using Desc = dnnl::memory::desc;

memory::dim dim(std::size_t value) { return static_cast<memory::dim>(value); }

Desc described(const memory::dims& dims, memory::format_tag tag, bool is_half = false) {
  return {dims, is_half ? memory::data_type::bf16 : memory::data_type::f32, tag};
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
  Desc source, weights, bias, destination;  ///< as factors
  Desc result, input_slope, weights_slope;  ///< float: of y, dx and dw
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

/// The three primitives by one algorithm. Throws dnnl::error where the library has none.
struct Described {
  Described(const Extents& e, algorithm how)
      : forward({dnnl::prop_kind::forward_training, how, e.source, e.weights, e.bias, e.result,
                 e.strides, e.dilations, e.before, e.behind},
                e.attributes, engine()),
        weights({how, e.source, e.weights_slope, e.bias, e.destination, e.strides, e.dilations,
                 e.before, e.behind},
                e.attributes, engine(), forward),
        input({how, e.input_slope, e.weights, e.destination, e.strides, e.dilations, e.before,
               e.behind},
              e.attributes, engine(), forward) {}
  dnnl::convolution_forward::primitive_desc forward;
  dnnl::convolution_backward_weights::primitive_desc weights;
  dnnl::convolution_backward_data::primitive_desc input;
};

void make_steps(ConvolutionPlan& plan, const Described& d) {
  plan.forward = {dnnl::convolution_forward(d.forward), d.forward.src_desc(),
                  d.forward.weights_desc(), d.forward.dst_desc(), d.forward.scratchpad_desc()};
  plan.weights_gradient = {dnnl::convolution_backward_weights(d.weights), d.weights.src_desc(),
                           d.weights.diff_weights_desc(), d.weights.diff_dst_desc(),
                           d.weights.scratchpad_desc()};
  plan.input_gradient = {dnnl::convolution_backward_data(d.input), d.input.diff_src_desc(),
                         d.input.weights_desc(), d.input.diff_dst_desc(),
                         d.input.scratchpad_desc()};
}

/// The caller's kernel (H, W, inputs / groups, filters) as the library names its axes.
Desc plain_kernel(const Convolution& s, const memory::dims& dims) {
  const memory::dim filters = dim(s.filters), inputs = dim(s.inputs / s.groups);
  memory::dims strides = {1, filters, dim(s.kernel_width) * inputs * filters, inputs * filters};
  if (s.groups > 1) strides.insert(strides.begin(), dim(s.filters / s.groups));
  return {dims, memory::data_type::f32, strides};
}

Extents extents_of(const Convolution& s, std::size_t rows, Order input, bool is_output_blocked,
                   bool is_half) {
  Extents e;
  e.kernel = {dim(s.filters / s.groups), dim(s.inputs / s.groups), dim(s.kernel_height),
              dim(s.kernel_width)};
  if (s.groups > 1) e.kernel.insert(e.kernel.begin(), dim(s.groups));
  e.strides = {dim(s.stride_height), dim(s.stride_width)};
  e.dilations = {dim(s.dilation_height) - 1, dim(s.dilation_width) - 1};
  e.before = {dim(s.top), dim(s.left)};
  e.behind = {dim(s.bottom), dim(s.right)};
  const memory::dims x = {dim(rows), dim(s.inputs), dim(s.height), dim(s.width)};
  const memory::dims y = {dim(rows), dim(s.filters), dim(s.output_height()), dim(s.output_width())};
  const auto output = tag_of(is_output_blocked ? Order::blocked : Order::channels_last);
  e.source = described(x, tag_of(input), is_half);
  e.input_slope = described(x, tag_of(input));
  e.destination = described(y, output, is_half);
  e.result = described(y, output);
  e.weights = described(e.kernel, memory::format_tag::any, is_half);
  e.weights_slope = described(e.kernel, memory::format_tag::any);
  e.bias = described({dim(s.filters)}, memory::format_tag::a);
  e.attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  return e;
}

}  // namespace

bool has_fast_kernels(const Convolution& s, Order input, bool is_output_blocked, bool is_half) {
  constexpr std::size_t kRows = 8;
  const Described d(extents_of(s, kRows, input, is_output_blocked, is_half),
                    algorithm::convolution_direct);
  const auto is_fast = [](const char* name) { return !std::string_view(name).starts_with("ref"); };
  return is_fast(d.forward.impl_info_str()) && is_fast(d.weights.impl_info_str()) &&
         is_fast(d.input.impl_info_str());
}

ConvolutionPlan::ConvolutionPlan(const Convolution& s, std::size_t rows, Order input,
                                 bool is_output_blocked, bool is_half) {
  const Extents e = extents_of(s, rows, input, is_output_blocked, is_half);
  bool is_made = false;
  if (!is_half && suits_winograd(s, input, is_output_blocked)) try {
      make_steps(*this, {e, algorithm::convolution_winograd});
      is_made = true;
    } catch (const dnnl::error&) {
      // The library has no such kernel for this processor.
    }
  if (!is_made) make_steps(*this, {e, algorithm::convolution_direct});

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
